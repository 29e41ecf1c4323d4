"""Holds answers of `upprop solve` against the reference definition beside the repository (alloc.py, ALLOCATION 4).

    compare.py ask FOLDER COUNT SEED    prints COUNT random instances as one JSON array
    compare.py tell FOLDER COUNT SEED   reads the answers and prints how many differ up to MOVES, of how many
"""

import json
import random
import sys

folder, count, seed = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.path.insert(0, folder)
import alloc  # noqa: E402


def instances():
    rng = random.Random(seed)
    while True:
        instance = alloc.rnd(rng)
        if not instance.reclaim:  # seats are never reclaimed
            yield instance


def written(instance):
    def person(one):
        return {
            "id": f"u{one['id']}",
            "pools": [f"p{pool}" for pool in one["elig"]],
            "class": one["cls"],
            "school": f"s{one['school']}",
            "since": one["since"],
            "hold": None if one["hold"] is None else f"p{one['hold']}",
            "seq": one["seq"],
            "locked": one["lock"],
            "leaving": one["ghost"],
        }

    pools = zip(instance.cap, instance.cost)
    schools = zip(instance.g, instance.w)
    return {
        "pools": [{"id": f"p{at}", "seats": seats, "order": order} for at, (seats, order) in enumerate(pools)],
        "schools": [{"id": f"s{at}", "guarantee": g, "weight": w} for at, (g, w) in enumerate(schools)],
        "people": [person(one) for one in instance.users],
    }


def worth(instance, assignment):
    """All levels up to MOVES; the last ones, one for each person, break ties."""
    of = alloc.tup(instance, assignment)
    return None if of is None else of[: len(of) - len(instance.users)]


def tell():
    differ = 0
    for instance, answer in zip(instances(), json.load(sys.stdin)):
        given = {int(who[1:]): pool and int(pool[1:]) for who, pool in answer["assignment"].items()}
        best, _ = alloc.best_by_enumeration(instance)
        if worth(instance, given) != best[: len(best) - len(instance.users)]:
            differ += 1
            print(json.dumps(written(instance)), json.dumps(answer), file=sys.stderr)
    print(f"{differ} of {count} differ")


if sys.argv[1] == "ask":
    print(json.dumps([written(instance) for instance, _ in zip(instances(), range(count))]))
else:
    tell()
