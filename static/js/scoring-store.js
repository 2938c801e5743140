// What was typed or photographed and has not reached the system yet stays on this device: answers by item in
// localStorage, pictures in IndexedDB. Where the browser allows neither, the page alone remembers, and says so.
(() => {
  "use strict";

  const memory = new Map();
  const storage = (() => {
    try {
      const probe = "scoring/probe";
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      return localStorage;
    } catch {
      return null;
    }
  })();

  // One key an item, so that two tabs never write over each other's items.
  const answersOf = (number, who) => {
    const prefix = `scoring/${number}/${who}/`;
    return {
      lasts: () => storage !== null,
      all() {
        const found = new Map(memory);
        for (const key of storage ? Object.keys(storage) : []) {
          if (!key.startsWith(prefix)) continue;
          try {
            found.set(key.slice(prefix.length), JSON.parse(storage.getItem(key)));
          } catch {
            storage.removeItem(key);
          }
        }
        return found;
      },
      keep(code, entry) {
        try {
          storage.setItem(prefix + code, JSON.stringify(entry));
          return true;
        } catch {
          memory.set(code, entry);
          return false;
        }
      },
      drop(code) {
        memory.delete(code);
        if (storage) storage.removeItem(prefix + code);
      },
    };
  };

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const opened = () => {
    const request = indexedDB.open("scoring", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("pictures", { keyPath: "id" });
    return asked(request);
  };

  const picturesOf = (number, who) => {
    const database = (async () => opened())().catch(() => null);
    const store = async (mode) => (await database)?.transaction("pictures", mode).objectStore("pictures");
    return {
      async all() {
        const pictures = await store("readonly");
        const rows = pictures ? await asked(pictures.getAll()) : [];
        return rows.filter((row) => row.number === number && row.who === who);
      },
      async keep(row) {
        try {
          const pictures = await store("readwrite");
          if (!pictures) return false;
          await asked(pictures.put({ ...row, number, who }));
          return true;
        } catch {
          return false;
        }
      },
      async drop(id) {
        const pictures = await store("readwrite");
        if (pictures) await asked(pictures.delete(id));
      },
    };
  };

  const view = {
    read: () => (storage ? storage.getItem("scoring/view") : null),
    write: (name) => storage && storage.setItem("scoring/view", name),
  };

  window.scoringStore = { answersOf, picturesOf, view };
})();
