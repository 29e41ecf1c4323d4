"""Optima of one day's seats by min-cost flow (OR-tools), which shares nothing with the program.

    flow.py < NETWORKS    reads a list of networks, prints a list of optima

A network says pools with the seats that nobody locked has, schools with those locked, and groups of alike people.
Costs that come one after the other are solved one after the other: by the potentials of an optimal flow, the flows
that cost as little are those that leave dear arcs empty and cheap ones full, so these are tied before the next cost.
Ends with code 77 where OR-tools is not installed.
"""

import json
import sys

try:
    import numpy
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


class Network:
    """Arcs of a circulation; node 0 is outside, where seats come from and go to."""

    def __init__(self):
        self.nodes, self.arcs = 1, []

    def node(self):
        self.nodes += 1
        return self.nodes - 1

    def arc(self, tail, head, most, *costs):
        self.arcs.append((tail, head, most, costs))

    def columns(self, levels):
        rows = [(tail, head, most, *costs, *[0] * (levels - len(costs))) for tail, head, most, costs in self.arcs]
        return numpy.array(rows, dtype=numpy.int64).T


def cheapest(nodes, tail, head, least, most, cost):
    """A circulation between two bounds that costs least."""
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, most - least, cost)
    supply = numpy.zeros(nodes, dtype=numpy.int64)
    numpy.add.at(supply, head, least)
    numpy.subtract.at(supply, tail, least)
    flow.set_nodes_supplies(numpy.arange(nodes), supply)
    status = flow.solve()
    assert status == flow.OPTIMAL, status
    return flow.flows(arcs) + least


def potentials(nodes, tail, head, least, most, cost, flow):
    """What each node costs, so that no arc that could take more flow costs less than nothing."""
    more, less = flow < most, flow > least
    tails = numpy.concatenate([tail[more], head[less]])
    heads = numpy.concatenate([head[more], tail[less]])
    costs = numpy.concatenate([cost[more], -cost[less]])
    away = numpy.zeros(nodes, dtype=numpy.int64)
    while True:
        nearer = away.copy()
        numpy.minimum.at(nearer, heads, away[tails] + costs)
        if (nearer == away).all():
            return away
        away = nearer


def level_by_level(network, levels):
    """The least of each cost, given those before it."""
    tail, head, most, *costs = network.columns(levels)
    least, best = numpy.zeros_like(most), []
    for cost in costs:
        flow = cheapest(network.nodes, tail, head, least, most, cost)
        best.append(int(flow @ cost))
        away = potentials(network.nodes, tail, head, least, most, cost, flow)
        reduced = cost + away[tail] - away[head]
        least, most = numpy.where(reduced < 0, most, least), numpy.where(reduced > 0, least, most)
    return best


def with_pools(seats):
    network = Network()
    pools = [network.node() for _ in seats]
    for pool, free in zip(pools, seats):
        network.arc(pool, 0, free)
    return network, pools


def served(given, which):
    """How many of some groups can be served at once, as a number below zero."""
    network, pools = with_pools(given["seats"])
    for group in filter(which, given["groups"]):
        node = network.node()
        network.arc(0, node, group["members"], -1)
        for pool in group["pools"]:
            network.arc(node, pools[pool], group["members"])
    return level_by_level(network, 1)[0]


def contested(given):
    """Keeping (whoever keeps, keeps), promises, classes and shares."""
    network, pools = with_pools(given["seats"])
    classes = given["classes"]
    schools = []
    for school in given["schools"]:
        node = network.node()
        schools.append(node)
        for seat in range(school["locked"] + 1, school["locked"] + school["others"] + 1):
            share = (2 * seat - 1) * given["unit"] // school["weight"] if given["shares"] else 0
            network.arc(0, node, 1, 0, -1 if seat <= school["guarantee"] else 0, *[0] * classes, share)
    for group in given["groups"]:
        if group["part"] in ("lost", "leaves"):
            continue
        node = network.node()
        keeps, cls = group["part"] == "kept", group["class"]
        counts = [-1 if at == cls else 0 for at in range(classes)]
        network.arc(schools[group["school"]], node, group["members"], -1 if keeps else 0, 0, *counts)
        for pool in group["pools"]:
            network.arc(node, pools[pool], group["members"])
    _, promises, *classes, shares = level_by_level(network, classes + 3)
    return promises, classes, shares


def seated(given):
    """Cost, then moves, of those who are served."""
    network, pools = with_pools(given["seats"])
    for group in given["groups"]:
        node, hold = network.node(), group["hold"]
        network.arc(0, node, group["served"], -1)
        for pool in group["pools"]:
            moves = 0 if hold is None or hold == pool else 1
            network.arc(node, pools[pool], group["served"], 0, given["order"][pool], moves)
    return level_by_level(network, 3)[1:]


def optima(given):
    promises, classes, shares = contested(given)
    cost, moves = seated(given)
    return {
        "kept": served(given, lambda group: group["part"] in ("kept", "lost")),
        "real": served(given, lambda group: group["part"] != "leaves"),
        "everybody": served(given, lambda group: True),
        "promises": promises,
        "classes": classes,
        "shares": shares,
        "cost": cost,
        "moves": moves,
    }


print(json.dumps([optima(given) for given in json.load(sys.stdin)]))
