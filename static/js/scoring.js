// Saves each item as it is answered and sends each picture as it is taken; keeps both while there is no line, and never
// writes over what another device answered. Every page works without this file.
(() => {
  "use strict";

  const root = document.querySelector("[data-scoring]");
  if (!root) return;
  const { scoring: number, who, page, login } = root.dataset;
  const mayAnswer = "mayAnswer" in root.dataset;
  const answers = window.scoringStore.answersOf(number, who);
  const pictures = window.scoringStore.picturesOf(number, who);
  const sync = root.querySelector("[data-sync]");
  const RETRY = 15000;
  const TYPING = 1200;
  const PATIENCE = 30000;
  const PARTS = ["level", "points", "reason", "met", "note"];
  // Waiting: to be sent. Short: the person has not finished. Refused, late, blocked: a person must decide.
  const WORDS = {
    sending: "正在保存…",
    saved: "已保存",
    short: "请写明不适用的理由,写好后自动保存。",
    offline: "未联网,已存在本机,联网后自动保存。",
    unkept: "未联网,本机不能存储,请不要关闭本页。",
    expired: "登录已过期,已存在本机,重新登录后自动保存。",
    busy: "系统暂时没有保存,已存在本机,稍后自动重试。",
  };

  const pending = answers.all();
  const shots = new Map();
  const stood = new Map();
  let state = "";
  let sending = null;

  const itemOf = (code) => root.querySelector(`[data-item="${CSS.escape(code)}"]`);
  const seenOf = (item) => item.querySelector("[data-seen]");
  const inputsOf = (item) => [...item.querySelectorAll(`[form="answers"]:not([data-seen])`)];
  const make = (tag, words, className = "") => {
    const made = document.createElement(tag);
    made.textContent = words;
    made.className = className;
    return made;
  };
  const button = (words, act, className = "btn") => {
    const made = make("button", words, className);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  const typedIn = (item) => {
    const code = item.dataset.item;
    const fields = Object.fromEntries(PARTS.map((part) => [part, ""]));
    for (const input of inputsOf(item)) {
      const part = input.name.slice(code.length + 1);
      if ((input.type !== "radio" && input.type !== "checkbox") || input.checked) fields[part] = input.value.trim();
    }
    return fields;
  };

  const put = (item, fields) => {
    const code = item.dataset.item;
    for (const input of inputsOf(item)) {
      const value = fields[input.name.slice(code.length + 1)];
      if (input.type === "radio" || input.type === "checkbox") input.checked = input.value === value;
      else input.value = value;
      const more = input.closest("details");
      if (more && value && input.type === "text") more.open = true;
    }
  };

  // What stands in the system counts as the untouched form, so that leaving asks only about what would be lost.
  const settle = (item) => {
    for (const input of inputsOf(item)) {
      if (input.type === "radio" || input.type === "checkbox") input.defaultChecked = input.checked;
      else input.defaultValue = input.value;
    }
    stood.set(item.dataset.item, typedIn(item));
  };

  const saidOf = (item, fields) => {
    const chosen = inputsOf(item).find((input) => input.checked);
    const label = chosen?.closest("label").querySelector("[data-said]").textContent;
    const word = label ?? (fields.points ? `${fields.points} 分` : "没有评分");
    return [word, fields.level === "na" ? fields.reason : "", fields.note].filter(Boolean).join(";");
  };

  const isSame = (one, other) => PARTS.every((part) => one[part] === other[part]);
  const isShort = (fields) => fields.level === "na" && !fields.reason;

  // ---- What is said

  const draw = (code) => {
    const item = itemOf(code);
    const says = item?.querySelector("[data-saved]");
    if (!says) return;
    const entry = pending.get(code);
    item.classList.toggle("item--kept", Boolean(entry));
    if (!entry) says.replaceChildren(WORDS.saved);
    else if (entry.state === "late") drawLate(item, says, entry);
    else if (entry.state === "refused") says.replaceChildren(`没有保存:${entry.reason}`);
    else if (entry.state === "blocked") says.replaceChildren(`没有保存,还存在本机:${entry.reason}`);
    else if (isShort(entry.fields)) says.replaceChildren(WORDS.short);
    else if (!state || state === "sending") says.replaceChildren(WORDS.sending);
    else says.replaceChildren(state === "offline" && !answers.lasts() ? WORDS.unkept : WORDS[state]);
  };

  const drawLate = (item, says, entry) => {
    const { present } = entry;
    const stands = present.by
      ? `${present.by}于${present.at}在另一处评为:${present.said}`
      : "另一处已清除这一项的评分";
    says.replaceChildren(
      make("strong", "另一处已修改,您的评分没有保存。"),
      make("span", `${stands}。您填写的:${saidOf(item, entry.fields)}。`, "item__both"),
      button("改用我的评分", () => {
        write(item.dataset.item, { ...entry, seen: present.revision, state: "waiting", tried: [] });
        flush();
      }),
      button("保留现在的评分", () => {
        put(item, present.fields);
        seenOf(item).value = present.revision;
        done(item.dataset.item);
      }),
    );
  };

  const isOrphan = (code) => !mayAnswer || !itemOf(code) || !seenOf(itemOf(code));

  const drawSync = () => {
    const orphans = [...pending.keys()].filter(isOrphan);
    const stuck = [...pending].filter(([, entry]) => entry.state !== "waiting");
    const parts = [];
    if (pending.size) parts.push(`${pending.size} 项评分`);
    if (shots.size) parts.push(`${shots.size} 张照片`);
    const kept = `${parts.join("、")}存在本机,还没有保存到系统。`;
    sync.hidden = false;
    if (orphans.length || (!mayAnswer && shots.size)) drawOrphans(kept, orphans);
    else if (parts.length && state === "expired") {
      const link = make("a", "重新登录");
      link.href = login;
      sync.replaceChildren(`登录已过期。${kept}`, link, ",登录后自动保存,不用重新填写。");
    } else if (parts.length && (state === "offline" || state === "busy"))
      sync.replaceChildren(`${state === "busy" ? "系统暂时没有保存。" : "未联网。"}${kept}联网后自动保存。`);
    else if (stuck.length) {
      const links = stuck.flatMap(([code, entry], place) => {
        const link = make("a", entry.title);
        link.href = `#item-${code}`;
        return place ? ["、", link] : [link];
      });
      sync.replaceChildren("以下各项没有保存,请按各项下的提示处理:", ...links);
    } else sync.hidden = true;
  };

  const drawOrphans = (kept, orphans) => {
    const names = orphans.map((code) => pending.get(code).title).join("、");
    sync.replaceChildren(
      `${kept}本次评定已经提交,或评分表已经更新,不能再保存${names ? `:${names}` : ""}。`,
      button("从本机清除", () => {
        for (const code of orphans) forget(code);
        if (!mayAnswer) for (const shot of shots.values()) dropShot(shot);
        drawSync();
      }),
    );
  };

  const drawAll = () => {
    for (const code of pending.keys()) draw(code);
    for (const shot of shots.values()) drawShot(shot);
    drawSync();
  };

  // ---- Answers

  const write = (code, entry) => {
    pending.set(code, entry);
    answers.keep(code, entry);
    draw(code);
  };
  const forget = (code) => {
    pending.delete(code);
    answers.drop(code);
  };
  const done = (code) => {
    forget(code);
    settle(itemOf(code));
    draw(code);
    drawSync();
  };

  const changed = (item) => {
    const code = item.dataset.item;
    const entry = pending.get(code);
    const fields = typedIn(item);
    if (!entry && isSame(fields, stood.get(code))) return;
    write(code, {
      fields,
      title: item.dataset.title,
      seen: entry ? entry.seen : Number(seenOf(item).value),
      tried: entry?.tried ?? [],
      state: entry?.state === "late" ? "late" : "waiting",
      present: entry?.present ?? null,
      stamp: `${Date.now()}-${Math.random()}`,
    });
  };

  const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  const showParts = (parts) => {
    for (const [name, html] of Object.entries(parts ?? {})) {
      const part = root.querySelector(`[data-part="${CSS.escape(name)}"]`);
      // Ours, drawn and escaped by the server.
      if (part) part.innerHTML = html;
    }
  };

  // The acts go with what was seen: this device's own save is seen, what another one saved in between is not.
  const follow = ({ revision, parts }) => {
    for (const seen of root.querySelectorAll("[data-acts] [name=seen]"))
      if (Number(seen.value) === revision - 1) seen.value = revision;
    showParts(parts);
  };

  const read = async (response) => {
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    const status = response.type === "opaqueredirect" ? 303 : response.status;
    return { status, told: isJson ? await response.json() : null };
  };

  const post = async (address, body) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": token() };
      return await read(await fetch(address, { method: "POST", body, headers, redirect: "manual", signal: patience.signal }));
    } catch {
      return { status: 0, told: null };
    } finally {
      clearTimeout(timer);
    }
  };

  // Gives true when something was decided, so that what is left can be sent at once.
  const heard = (sent, { status, told }) => {
    if (status === 200 && told) {
      state = "";
      for (const [code, entry] of sent) {
        const item = itemOf(code);
        seenOf(item).value = told.revisions[code];
        const now = pending.get(code);
        if (!now || now.stamp === entry.stamp) done(code);
        else write(code, { ...now, seen: told.revisions[code], tried: [] });
      }
      follow(told);
      return true;
    }
    if (status === 400 && told?.problems) {
      for (const [code, reason] of Object.entries(told.problems))
        if (sent.has(code)) write(code, { ...pending.get(code), state: "refused", reason });
      return Object.keys(told.problems).some((code) => sent.has(code));
    }
    if (status === 409 && told?.present) return meet(sent, told.present);
    if (status === 401) state = "expired";
    else if (status === 0) state = "offline";
    else if (status >= 400 && status < 500) {
      const reason = told?.reason ?? "系统没有接受,请刷新页面后再试。";
      for (const code of sent.keys()) write(code, { ...pending.get(code), state: "blocked", reason });
      state = "blocked";
    } else state = "busy";
    return false;
  };

  // What stands is what this device sent before its line broke: nobody else is written over.
  const meet = (sent, present) => {
    for (const [code, stands] of Object.entries(present)) {
      if (!sent.has(code)) continue;
      const now = pending.get(code);
      const own = now.tried.some((fields) => isSame(fields, stands.fields));
      if (own) write(code, { ...now, seen: stands.revision, tried: [] });
      else write(code, { ...now, state: "late", present: stands });
    }
    return Object.keys(present).some((code) => sent.has(code));
  };

  const ready = () =>
    new Map([...pending].filter(([code, entry]) => entry.state === "waiting" && !isShort(entry.fields) && !isOrphan(code)));

  const sendAnswers = async () => {
    for (let sent = ready(); sent.size; sent = ready()) {
      const body = new URLSearchParams({ who });
      for (const [code, entry] of sent) {
        body.set(`${code}-seen`, entry.seen);
        for (const part of PARTS) if (entry.fields[part]) body.set(`${code}-${part}`, entry.fields[part]);
        write(code, { ...entry, tried: [...entry.tried.filter((each) => !isSame(each, entry.fields)), entry.fields].slice(-5) });
      }
      if (!heard(sent, await post(page, body))) return false;
    }
    return true;
  };

  // ---- Pictures

  const drawShot = (shot) => {
    const list = itemOf(shot.code)?.querySelector("[data-waiting]");
    if (!list) return;
    if (!shot.line) {
      shot.line = make("li", "");
      const preview = make("img", "", "item__preview");
      preview.src = URL.createObjectURL(shot.blob);
      preview.alt = "待保存的照片";
      shot.says = make("span", "");
      shot.line.append(preview, shot.says, button("移除", () => dropShot(shot), "text-button small"));
      list.append(shot.line);
      list.hidden = false;
    }
    const offline = shot.isKept ? "未联网,照片已存在本机,联网后自动上传。" : "照片只在本页中,上传前请不要关闭本页。";
    const words = { expired: "登录已过期,照片已存在本机。", busy: "系统暂时没有保存,稍后自动重试。", offline };
    shot.says.textContent = shot.reason ? `没有上传,还存在本机:${shot.reason}` : shot.progress || words[state] || "等待上传";
  };

  const dropShot = async (shot) => {
    shots.delete(shot.id);
    await pictures.drop(shot.id);
    if (shot.line) {
      const list = shot.line.parentElement;
      URL.revokeObjectURL(shot.line.querySelector("img").src);
      shot.line.remove();
      list.hidden = !list.children.length;
    }
    drawSync();
  };

  const upload = (shot) =>
    new Promise((resolve) => {
      const body = new FormData();
      body.set("who", who);
      body.set("file", shot.blob, shot.name);
      const request = new XMLHttpRequest();
      request.open("POST", `${page}proofs/${encodeURIComponent(shot.code)}/`);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", token());
      request.upload.onprogress = (event) => {
        shot.progress = event.loaded < event.total ? `正在上传 ${Math.floor((100 * event.loaded) / event.total)}%` : "正在处理…";
        drawShot(shot);
      };
      request.onloadend = () => {
        let told = null;
        try {
          told = JSON.parse(request.responseText);
        } catch {
          // A page, not an answer: the status says enough.
        }
        shot.progress = "";
        resolve({ status: request.status, told });
      };
      request.send(body);
    });

  const sendPictures = async () => {
    for (const shot of [...shots.values()].filter((each) => !each.reason)) {
      const { status, told } = await upload(shot);
      const says = itemOf(shot.code)?.querySelector("[data-saved]");
      if ((status === 200 || status === 400) && told?.parts) {
        state = "";
        await dropShot(shot);
        follow(told);
        if (says) says.textContent = told.problems.length ? `照片没有保存。${told.problems.join("")}` : "照片已保存";
      } else if (status >= 400 && status < 500 && status !== 401) {
        shot.reason = told?.reason ?? "系统没有接受,请刷新页面后再试。";
        drawShot(shot);
      } else {
        state = status === 401 ? "expired" : status === 0 ? "offline" : "busy";
        return;
      }
    }
  };

  const taken = async (input) => {
    const { item: code } = input.closest("[data-item]").dataset;
    const files = [...input.files];
    input.value = "";
    for (const blob of files) {
      const shot = { id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, code, name: blob.name, blob };
      shots.set(shot.id, shot);
      shot.isKept = await pictures.keep({ id: shot.id, code, name: blob.name, blob });
      drawShot(shot);
    }
    flush();
  };

  // ---- When

  const flush = () => {
    sending ??= (async () => {
      state = state || "sending";
      if (await sendAnswers()) await sendPictures();
      if (state === "sending" || state === "blocked") state = "";
      sending = null;
      drawAll();
      if (!state && ready().size) flush();
    })();
    return sending;
  };
  const again = () => {
    if (mayAnswer && (ready().size || [...shots.values()].some((shot) => !shot.reason))) flush();
  };

  const listen = () => {
    let typing = 0;
    const input = (event) => {
      if (event.target.getAttribute("form") !== "answers") return;
      const item = event.target.closest("[data-item]");
      changed(item);
      clearTimeout(typing);
      if (event.target.value === "na" && event.target.checked) {
        const reason = item.querySelector("[data-reason]");
        reason.open = true;
        reason.querySelector("input").focus();
      }
      if (event.type === "change") flush();
      else typing = setTimeout(flush, TYPING);
    };
    root.addEventListener("input", (event) => event.target.type === "text" && input(event));
    root.addEventListener("change", (event) => {
      if ("picture" in event.target.dataset) taken(event.target);
      else input(event);
    });
    document.addEventListener("submit", submitted, true);
    window.addEventListener("online", again);
    window.addEventListener("pageshow", again);
    document.addEventListener("visibilitychange", () => document.hidden || again());
    setInterval(again, RETRY);
  };

  // Nothing is handed in while something is still on this device alone.
  const submitted = async (event) => {
    const form = event.target;
    if (form.id === "answers") {
      event.preventDefault();
      event.stopImmediatePropagation();
      flush();
      return;
    }
    if ("remove" in form.dataset && !navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      itemOf(form.closest("[data-item]").dataset.item).querySelector("[data-saved]").textContent = "未联网,联网后再移除照片。";
      return;
    }
    if (!form.closest("[data-acts]") || (!pending.size && !shots.size)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await flush();
    if (!pending.size && !shots.size) return form.requestSubmit(event.submitter);
    if (sync.hidden) sync.replaceChildren("还有评分没有保存,请按各项下的提示处理后再提交。");
    else sync.prepend("还不能提交。");
    sync.hidden = false;
    sync.tabIndex = -1;
    sync.focus();
    sync.scrollIntoView({ block: "center" });
  };

  const begin = async () => {
    for (const item of root.querySelectorAll("[data-item]")) stood.set(item.dataset.item, typedIn(item));
    for (const [code, entry] of pending) {
      if (isOrphan(code)) continue;
      put(itemOf(code), entry.fields);
      // The reason may be gone by now: it is asked again.
      if (entry.state === "blocked") pending.set(code, { ...entry, state: "waiting" });
    }
    if (mayAnswer) {
      if (answers.lasts()) document.getElementById("answers").dataset.loose = "";
      for (const camera of root.querySelectorAll("[data-camera]")) camera.hidden = false;
      for (const plain of root.querySelectorAll("[data-plain-upload]")) plain.hidden = true;
      listen();
    }
    for (const row of await pictures.all()) shots.set(row.id, { ...row, isKept: true });
    drawAll();
    again();
  };

  begin();
})();
