"""What the consumer keeps, in SQLite."""

import json
import sqlite3

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
-- The effects, in order. An entity's version is the highest of its effects.
CREATE TABLE IF NOT EXISTS applied (seq INTEGER PRIMARY KEY, id TEXT, entity TEXT, version INTEGER, data TEXT);
CREATE INDEX IF NOT EXISTS applied_id ON applied (id);
CREATE INDEX IF NOT EXISTS applied_entity ON applied (entity, version);
-- Events put aside: something before them is missing, or their type is unknown.
CREATE TABLE IF NOT EXISTS parked (id TEXT PRIMARY KEY, entity TEXT, version INTEGER, cause TEXT, event TEXT, reason TEXT);
CREATE INDEX IF NOT EXISTS parked_entity ON parked (entity, version);
CREATE INDEX IF NOT EXISTS parked_cause ON parked (cause);
-- What nobody can read, as it came: by its id, or by its place in the stream
-- if not even that can be read.
CREATE TABLE IF NOT EXISTS buried (what TEXT PRIMARY KEY, stream_seq INTEGER, headers TEXT, payload BLOB, reason TEXT);
-- Effects that are durable and not told yet.
CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, effect TEXT);
"""


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.executescript(TABLES)
        self.sent = 0  # of the outbox; taken out with the next transaction

    def transaction(self):
        """Everything in the with block is durable at its end, or nothing is."""
        return self.db

    def version(self, entity):
        return self.db.execute("SELECT ifnull(max(version), 0) FROM applied WHERE entity = ?", (entity,)).fetchone()[0]

    def knows(self, event_id):
        """Whether an event took effect. No event at all counts as one that did."""
        return event_id == "" or bool(self.db.execute("SELECT 1 FROM applied WHERE id = ?", (event_id,)).fetchone())

    def apply(self, event):
        seq = self.db.execute("INSERT INTO applied (id, entity, version, data) VALUES (?, ?, ?, ?)",
                              (event["id"], event["subject"], event["entityversion"], json.dumps(event["data"]))).lastrowid
        self.db.execute("DELETE FROM parked WHERE id = ?", (event["id"],))
        # The data as it is kept: unknown fields are in it.
        self.note({**about(event), "effect": "applied", "effect_id": f"applied {seq}", "data": event["data"]})

    def park(self, event, reason):
        new = self.db.execute("INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?, ?, ?)",
                              (event["id"], event["subject"], event["entityversion"], event["causationid"], json.dumps(event), reason))
        if new.rowcount:
            self.note({**about(event), "effect": "parked", "effect_id": f"parked {event['id']}", "reason": reason})

    def waiting_for(self, event):
        """Returns the parked events that this one may have held up."""
        rows = self.db.execute("SELECT event FROM parked WHERE entity = ? AND version = ? OR cause = ?",
                               (event["subject"], event["entityversion"] + 1, event["id"])).fetchall()
        return [json.loads(text) for (text,) in rows]

    def bury(self, message, event_id, reason):
        seq = message.stream_seq
        what = event_id or f"message {seq}"
        new = self.db.execute("INSERT OR IGNORE INTO buried VALUES (?, ?, ?, ?, ?)",
                              (what, seq, json.dumps(message.headers), message.payload, reason))
        if new.rowcount:
            about = {"event_id": event_id} if event_id else {}
            self.note({**about, "stream_seq": seq, "effect": "dead-lettered", "effect_id": f"buried {what}", "reason": reason,
                       "attempts": message.attempt})

    def note(self, effect):
        if self.sent:
            self.db.execute("DELETE FROM outbox WHERE seq <= ?", (self.sent,))
            self.sent = 0
        self.db.execute("INSERT INTO outbox (effect) VALUES (?)", (json.dumps(effect),))

    def untold(self):
        rows = self.db.execute("SELECT seq, effect FROM outbox WHERE seq > ? ORDER BY seq", (self.sent,)).fetchall()
        return [(seq, json.loads(text)) for seq, text in rows]

    def told(self, seq):
        self.sent = seq

    def state(self):
        """Yields what took effect and what was put aside, as --state prints it."""
        for entity, in self.db.execute("SELECT DISTINCT entity FROM applied ORDER BY entity").fetchall():
            rows = self.db.execute("SELECT id FROM applied WHERE entity = ? ORDER BY seq", (entity,))
            yield {"entity": entity, "version": self.version(entity), "event_ids": [i for i, in rows]}
        for entity, event_id, reason in self.db.execute("SELECT entity, id, reason FROM parked ORDER BY id"):
            yield {"entity": entity, "effect": "parked", "event_ids": [event_id], "reason": reason}
        for seq, reason in self.db.execute("SELECT stream_seq, reason FROM buried ORDER BY stream_seq"):
            yield {"effect": "dead-lettered", "stream_seqs": [seq], "reason": reason}


def about(event):
    return {"event_id": event["id"], "entity": event["subject"], "version": event["entityversion"]}
