"""Holds answers of `upprop solve` against the reference definition beside the repository (alloc.py, ALLOCATION 4).

    compare.py ask FOLDER COUNT SEED    prints COUNT random instances as one JSON array
    compare.py tell FOLDER COUNT SEED   reads the answers and prints how many differ up to MOVES, of how many

Every other instance is small enough to try every assignment; the others have up to 18 people, four classes and schools,
and are held against a min-cost flow.
"""

import json
import random
import sys

folder, count, seed = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
sys.path.insert(0, folder)
import alloc  # noqa: E402


def larger(rng):
    """What small instances seldom have: circles through several schools and classes."""
    seats = [rng.randint(0, 4) for _ in range(rng.randint(2, 5))]
    schools, classes, free, people = rng.randint(1, 4), rng.randint(1, 4), seats[:], []
    for at in range(rng.randint(6, 18)):
        pools = sorted(rng.sample(range(len(seats)), rng.randint(1, min(len(seats), 3))))
        hold = rng.choice(pools) if rng.random() < 0.3 else None
        locked = hold is not None and free[hold] > 0 and rng.random() < 0.1
        if locked:
            free[hold] -= 1
        leaving = hold is not None and not locked and rng.random() < 0.3
        person = dict(id=at, elig=pools, cls=rng.randrange(classes), school=rng.randrange(schools), since=rng.randrange(6))
        people.append(dict(person, hold=hold, seq=rng.randrange(30), lock=locked, ghost=leaving))
    guarantees = [rng.choice([0, 0, 1, 2, 3]) for _ in range(schools)]
    weights = [rng.randint(1, 5) for _ in range(schools)]
    return alloc.Inst(seats, people, guarantees, weights, classes, [rng.randint(0, 2) for _ in seats])


def instances():
    rng = random.Random(seed)
    while True:
        instance = alloc.rnd(rng)
        if not instance.reclaim:  # seats are never reclaimed
            yield instance
            yield larger(rng)


def best(instance):
    if len(instance.users) < 6:
        return alloc.best_by_enumeration(instance)[1]
    return alloc.solve(instance)


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
        if worth(instance, given) != worth(instance, best(instance)):
            differ += 1
            print(json.dumps(written(instance)), json.dumps(answer), file=sys.stderr)
    print(f"{differ} of {count} differ")


if sys.argv[1] == "ask":
    print(json.dumps([written(instance) for instance, _ in zip(instances(), range(count))]))
else:
    tell()
