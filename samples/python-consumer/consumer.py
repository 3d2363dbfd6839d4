"""A consumer that keeps its promises under duplicates, disorder, gaps, poison,
schemas of yesterday and tomorrow, and its own death.

    seatrial bench consumer --cmd 'python3 consumer.py'
    seatrial bench consumer --cmd 'python3 consumer.py --wrong accept-stale'

Python 3.9 or newer and nothing else. What is decided about an event, and the
effect, are one transaction of SQLite; only then the effect is told, and only
then the event is acknowledged. Start at main.
"""

import argparse
import json
import os
import socket
import sys
import time
import urllib.parse

from natswire import Connection
from store import Store

KNOWN = {"OrderPlaced", "OrderAllocated", "OrderPacked", "OrderShipped", "ShipmentBooked"}

# What --wrong leaves out, and the promise that then breaks.
WRONG = {
    "accept-stale": "an older version overwrites a newer one (I-06)",
    "double-effect": "an event that arrives twice takes effect twice (I-05, I-06)",
    "drop-unknown": "a type that nobody knows is dropped (I-33)",
}


class Poison(Exception):
    """The event can never be processed: why, and its id if that can be read."""


def read(message):
    """Returns the event of a message as a dict of CloudEvents attributes and
    "data", or raises Poison."""
    if message.headers.get("content-type", "").startswith("application/cloudevents+json"):
        event = decode(message.payload, "")
    else:
        event = {name[3:]: urllib.parse.unquote(value) for name, value in message.headers.items() if name.startswith("ce-")}
        event["data"] = decode(message.payload, event.get("id", ""))
    event_id = text(event, "id", "")
    for name in ("id", "type", "subject"):
        if not text(event, name, event_id):
            raise Poison(f"no {name}", event_id)
    event["causationid"] = text(event, "causationid", event_id)
    event["entityversion"] = number(event.get("entityversion"))
    if event["type"] in KNOWN and not event["entityversion"]:
        raise Poison("no entityversion", event_id)
    if not isinstance(event.get("data"), dict):
        raise Poison("no data", event_id)
    event["data"].setdefault("unit", "each")  # schema 1 had no unit
    return event


def decode(payload, event_id):
    """Returns the JSON object of a payload."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError) as e:
        raise Poison(f"no JSON: {e}", event_id) from None
    if not isinstance(value, dict):
        raise Poison("no JSON object", event_id)
    return value


def text(event, name, event_id):
    """Returns an attribute that is text, "" if it is not there."""
    value = event.get(name, "")
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise Poison(f"{name} is no text", event_id)
    return value


def number(value):
    """Returns a version, 0 for what is none."""
    digits = str(value)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


class Consumer:
    """Decides what becomes of each event. Everything it knows is in the store."""

    def __init__(self, store, wrong=""):
        self.store, self.wrong = store, wrong

    def take(self, message):
        """Decides about a delivery, within the store's transaction."""
        try:
            event = read(message)
        except Poison as e:
            reason, event_id = e.args
            self.store.bury(message, event_id, reason)
            return
        if event["type"] in KNOWN:
            self.decide(event)
        elif self.wrong != "drop-unknown":
            self.store.park(event, f"unknown type {event['type']}")

    def decide(self, event):
        last = self.store.version(event["subject"])
        known = self.store.knows(event["id"])
        if known and self.wrong != "double-effect":
            return  # a duplicate
        if event["entityversion"] <= last and not known and self.wrong != "accept-stale":
            return  # stale: written by somebody who was replaced
        if event["entityversion"] > last + 1:
            self.store.park(event, f"waits for version {last + 1}")
        elif not self.store.knows(event["causationid"]):
            self.store.park(event, f"waits for its cause {event['causationid']}")
        else:
            self.store.apply(event)
            for waiting in self.store.waiting_for(event):
                if waiting["type"] in KNOWN:
                    self.decide(waiting)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", action="store_true", help="print what the consumer has, one JSON object per line, and end")
    parser.add_argument("--wrong", choices=WRONG, default="", help="; ".join(f"{k}: {v}" for k, v in WRONG.items()))
    options = parser.parse_args()
    for name in () if options.state else ("NATS_URL", "STREAM", "CONSUMER"):
        if not os.environ.get(name):
            parser.error(f"{name} is not set: let seatrial bench consumer start this, or attach it")
    store = Store(os.path.join(os.environ.get("STATE_DIR", "."), "consumer.sqlite"))
    if options.state:
        for line in store.state():
            print(json.dumps(line))
        return
    consumer = Consumer(store, options.wrong)
    while True:
        try:
            work(consumer, store)
        except (ConnectionError, socket.timeout) as e:
            print(f"{e}; connecting again", file=sys.stderr)
            time.sleep(0.2)
        except KeyboardInterrupt:
            return


def work(consumer, store):
    """Connects and works until the connection breaks."""
    env = os.environ
    connection = Connection(env["NATS_URL"], env.get("NATS_CREDS"), "python-consumer")
    tell(connection, store)  # what a former life did not come to
    for messages in connection.pull(env["STREAM"], env["CONSUMER"]):
        with store.transaction():
            for message in messages:
                consumer.take(message)
        tell(connection, store)
        for message in messages:
            connection.ack(message)


def tell(connection, store):
    """Publishes the effects that are durable and were not told yet, if there is
    a subject for them."""
    told, subject = 0, os.environ.get("EFFECTS_SUBJECT")
    for told, effect in store.untold():
        if subject:
            connection.publish(subject, json.dumps(effect).encode())
    if told:
        connection.flush()
        store.told(told)


if __name__ == "__main__":
    main()
