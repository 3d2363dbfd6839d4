"""Tests of what needs no server: python3 -m unittest"""

import json
import random
import unittest

import nkey
from consumer import Consumer, Poison, read
from natswire import Message
from store import Store

ACK = "$JS.ACK.ORDERS.trial.{attempt}.{seq}.1.0.0"


def message(payload, seq=1, structured=False, **attributes):
    headers = {"ce-" + name: str(value).encode("utf-8", "replace").decode() for name, value in attributes.items()}
    if structured:
        headers = {"content-type": "application/cloudevents+json"}
    return Message(headers, payload, ACK.format(attempt=1, seq=seq))


def order(version, event_id=None, seq=1):
    return message(b'{"state":"x"}', seq, id=event_id or f"e-{version}", type="OrderPlaced", subject="order/1", entityversion=version)


class TestSign(unittest.TestCase):
    def test_vectors_of_rfc_8032(self):
        """Section 7.1, tests 1 and 3."""
        for seed, text, want in (
            ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
            ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        ):
            self.assertEqual(nkey.sign(bytes.fromhex(seed), bytes.fromhex(text)).hex(), want)


class TestRead(unittest.TestCase):
    def test_whatever_comes_is_an_event_or_poison(self):
        draw = random.Random(1)
        values = ["e-1", "", "order/1", 0, 3, -1, 10**30, 2.5, None, True, [], {}, "\ud800", "\u0663"]
        consumer = Consumer(Store(":memory:"))
        names = ["id", "type", "subject", "entityversion", "causationid", "data", "x"]
        for _ in range(3000):
            event = {name: draw.choice(values) for name in names if draw.random() < 0.9}
            if draw.random() < 0.5:
                event["type"] = "OrderPlaced"
            payload = json.dumps(event).encode()
            payload = payload[:draw.choice([len(payload), draw.randrange(len(payload))])]
            consumer.take(message(payload, structured=True))
            consumer.take(message(payload, 2, **{k: v for k, v in event.items() if k != "data"}))

    def test_depth_is_poison(self):
        with self.assertRaises(Poison):
            read(message(b"[" * 100_000, structured=True))


class TestDecisions(unittest.TestCase):
    def told(self, *messages, wrong=""):
        store = Store(":memory:")
        consumer = Consumer(store, wrong)
        for m in messages:
            with store.transaction():
                consumer.take(m)
        return [(e["effect"], e.get("version")) for _, e in store.untold()]

    def test_in_order_once_and_without_gaps(self):
        got = self.told(order(1), order(3), order(3), order(1), order(1, "late"), order(2), order(3))
        self.assertEqual(got, [("applied", 1), ("parked", 3), ("applied", 2), ("applied", 3)])

    def test_an_unknown_type_stays_parked(self):
        notice = message(b"{}", id="n", type="NoticePosted", subject="order/1", entityversion=2)
        self.assertEqual(self.told(notice, order(1)), [("parked", 2), ("applied", 1)])

    def test_wrong_choices_are_wrong(self):
        self.assertEqual(len(self.told(order(1), order(2), order(1, "late"), wrong="accept-stale")), 3)
        self.assertEqual(len(self.told(order(1), order(1), wrong="double-effect")), 2)

    def test_a_crash_before_the_end_of_the_transaction_leaves_nothing(self):
        store = Store(":memory:")
        with self.assertRaises(KeyboardInterrupt), store.transaction():
            Consumer(store).take(order(1))
            raise KeyboardInterrupt
        self.assertEqual((store.version("order/1"), store.untold()), (0, []))


if __name__ == "__main__":
    unittest.main()
