#!/usr/bin/env python3
"""Draws a spot check again from its published record: python3 replay_draw.py record.json. Standard library only."""

import hashlib
import hmac
import json
import sys


def number_below(total, seed, label):
    last = 2**256 - 2**256 % total
    attempt = 0
    while True:
        text = f"{label}|{attempt}".encode()
        drawn = int.from_bytes(hmac.new(seed, text, hashlib.sha256).digest(), "big")
        if drawn < last:
            return drawn % total
        attempt += 1


def pick(members, count, seed, label):
    members, found = list(members), []
    while members and len(found) < count:
        point = number_below(sum(weight for _, weight in members), seed, f"{label}|{len(found)}")
        at = 0
        while point >= members[at][1]:
            point -= members[at][1]
            at += 1
        found.append(members.pop(at)[0])
    return found


def replay(record):
    given = json.loads(record["list"])
    seed = bytes.fromhex(record["seed"])
    digest = hashlib.sha256(record["list"].encode()).hexdigest()
    if digest != record["list_digest"]:
        return "the list is not the one that was committed"
    if hashlib.sha256(seed).hexdigest() != record["seed_digest"]:
        return "the seed is not the one that was committed"
    barred = {code: set(people) for code, _, people in given["sites"]}
    weights = [(code, weight) for code, weight, _ in sorted(given["sites"])]
    drawn = []
    for code in pick(weights, given["size"], seed, f"{digest}|site"):
        free = [(person, 1) for person in sorted(given["inspectors"]) if person not in barred[code]]
        label = f"{digest}|inspector|{code}"
        drawn.append([code, pick(free, given["per_site"], seed, label)])
    return "the same draw" if drawn == record["drawn"] else f"another draw: {drawn}"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        told = replay(json.load(file))
    sys.stdout.write(f"{told}\n")
    sys.exit(told != "the same draw")
