"""Which records are one person: a Python model, because joining from the strongest bond down is a loop.

It imports nothing of the project, so on Databricks its job needs no package, and no file of another deployment.
"""

COLUMNS = "record_id, cluster_id, cluster_size, matched_record_id, matched_by, weight, component_size"
# A rule is stronger than any weight, in thousandths.
RULE = 100_000
# The macro first_exported, which a Python model can't call.
FIRST = "first_exported_at asc nulls last, first_version asc, record_id asc"
NOTHING = frozenset()
NUMBERS = ("cluster_size", "weight", "component_size")


def model(dbt, session):
    """The records of a first build; of a later one those whose row differs, so that no others are written.

    Each new record changes the weights of all pairs a little, so the loop reads them all. A record that is gone comes
    without a cluster, and the post-hook removes it.
    """
    sources = dbt.config.meta_get("duplicate_free_sources").split()
    once = ", ".join(f"'{source}'" for source in ["", *sources])
    once = f"case when is_live and source in ({once}) then source else '' end"
    records = read(dbt.ref("person_records"), f"row_number() over (order by {FIRST})", "record_id", once)
    records = {record_id: source for _, record_id, source in sorted(records)}
    scores = dbt.ref("match_scores")
    matches = scores.filter("is_match")
    matches = read(matches, "record_a", "record_b", "coalesce(rule, '')", "cast(weight * 1000 as bigint)")
    decisions = list(read(dbt.ref("match_decisions"), "record_a", "record_b", "decision"))
    decisions += read(scores.filter("is_contradiction"), "record_a", "record_b", "'never'")
    found = clusters(records, matches, decisions, int(dbt.config.meta_get("max_cluster_size")))
    sql = """
        select
            cast(record_id as string) as record_id,
            cast(cluster_id as string) as cluster_id,
            cast(cluster_size as bigint) as cluster_size,
            nullif(cast(matched_record_id as string), '') as matched_record_id,
            nullif(cast(matched_by as string), '') as matched_by,
            case
                when matched_by not in ('', 'match_overrides')
                    then cast(cast(weight as decimal(9, 0)) * 0.001 as decimal(9, 3))
            end as weight,
            cast(component_size as bigint) as component_size
        from {made}
    """
    if dbt.is_incremental:
        known = f"(select {COLUMNS} from {dbt.this})"
        gone = f"select record_id from {dbt.this} except select record_id from "
        sql = "select * from ((" + sql + ") except " + known + ") as changed union all "
        sql += "select record_id, null, null, null, null, null, null from (" + gone + "{made}) as gone"
    return asked(session, sql, found)


def read(relation, *expressions):
    """The rows of a DuckDB relation or a Spark data frame; no value is NULL."""
    if hasattr(relation, "sparkSession"):
        frame = relation.selectExpr(*(f"{sql} as column_{number}" for number, sql in enumerate(expressions))).toPandas()
        columns = [frame[name] for name in frame.columns]
    else:
        columns = relation.project(", ".join(expressions)).fetchnumpy().values()
    return zip(*(column.tolist() for column in columns), strict=True)


def asked(session, sql, columns):
    """What the engine makes of the columns, which ``sql`` calls {made}."""
    if hasattr(session, "createDataFrame"):
        import pandas

        kinds = ", ".join(f"{name} {'bigint' if name in NUMBERS else 'string'}" for name in columns)
        return session.sql(sql, made=session.createDataFrame(pandas.DataFrame(columns), kinds))
    import numpy

    # DuckDB finds the variable by its name
    made = {  # noqa: F841
        name: numpy.array(column, "int64" if name in NUMBERS else object) for name, column in columns.items()
    }
    return session.sql(sql.format(made="made"))


def clusters(records, matches, decisions, max_cluster_size):
    """The columns of the model, weights in thousandths and '' for NULL.

    ``records`` maps each record, the one exported first first, to its source if that has no duplicates, else to ''.
    ``matches`` are pairs of records with the rule, or '', and the weight; ``decisions`` pairs with always or never.

    Records that always join are one node. Bonds join nodes from the strongest down. A bond is skipped if it would join
    two that must stay apart: a never pair, or two live records of a source without duplicates. Where more nodes hang
    together than ``max_cluster_size``, none is joined.

    Within a person, the strongest links that connect all its records lead from each record to the one exported first.
    """
    names = sorted(records)
    place = {name: number for number, name in enumerate(names)}
    decided = [(place[one], place[other], decision) for one, other, decision in decisions
               if one in place and other in place]  # fmt: skip
    matches = [(place[one], place[other], rule, weight) for one, other, rule, weight in matches]

    nodes = list(range(len(names)))
    for one, other, decision in decided:
        if decision == "always":
            join(nodes, one, other)
    nodes = [root(nodes, number) for number in nodes]
    enemies = {}
    for one, other, decision in decided:
        # a test reports a never pair that always lines join
        if decision == "never" and nodes[one] != nodes[other]:
            enemies.setdefault(nodes[one], set()).add(nodes[other])
            enemies.setdefault(nodes[other], set()).add(nodes[one])
    bonds = {
        (-weight - (RULE if rule else 0), min(nodes[one], nodes[other]), max(nodes[one], nodes[other]))
        for one, other, rule, weight in matches
        if nodes[one] != nodes[other] and nodes[other] not in enemies.get(nodes[one], NOTHING)
    }

    components = nodes.copy()
    for _, one, other in bonds:
        join(components, one, other)
    components = [root(components, number) for number in components]
    component_sizes = [0] * len(names)
    for number, node in enumerate(nodes):
        component_sizes[components[number]] += node == number

    sources = {}
    for number, name in enumerate(names):
        if records[name]:
            sources.setdefault(nodes[number], set()).add(records[name])
    people = nodes.copy()
    for _, one, other in sorted(bonds):
        one, other = root(people, one), root(people, other)
        if (
            one == other
            or component_sizes[components[one]] > max_cluster_size
            or not sources.get(one, NOTHING).isdisjoint(sources.get(other, NOTHING))
            or any(root(people, enemy) == other for enemy in enemies.get(one, NOTHING))
        ):
            continue
        kept = join(people, one, other)
        for of in (sources, enemies):
            if one in of or other in of:
                of[kept] = of.get(one, NOTHING) | of.get(other, NOTHING)
    people = [root(people, number) for number in people]
    sizes = [0] * len(names)
    for person in people:
        sizes[person] += 1

    links = [(0, 0, one, other, "match_overrides") for one, other, decision in decided if decision == "always"]
    links += [(1 if rule else 2, -weight, one, other, rule or "score") for one, other, rule, weight in matches
              if people[one] == people[other]]  # fmt: skip
    neighbours = {}
    linked = list(range(len(names)))
    for _, weight, one, other, reason in sorted(links):
        if root(linked, one) != root(linked, other):
            join(linked, one, other)
            neighbours.setdefault(one, []).append((other, reason, -weight))
            neighbours.setdefault(other, []).append((one, reason, -weight))
    links = [None] * len(names)
    seen = set()
    for name in records:
        reached = [place[name]] if place[name] not in seen else []
        seen.update(reached)
        for matched in reached:
            for other, reason, weight in neighbours.get(matched, NOTHING):
                if other not in seen:
                    seen.add(other)
                    reached.append(other)
                    links[other] = (names[matched], reason, weight)
    return {
        "record_id": names,
        "cluster_id": [names[person] for person in people],
        "cluster_size": [sizes[person] for person in people],
        "matched_record_id": [link[0] if link else "" for link in links],
        "matched_by": [link[1] if link else "" for link in links],
        "weight": [link[2] if link else 0 for link in links],
        "component_size": [component_sizes[component] for component in components],
    }


def root(parents, number):
    """The smallest of those that are joined with it."""
    while parents[number] != number:
        parents[number] = number = parents[parents[number]]
    return number


def join(parents, one, other):
    """Joins two sets; the smaller root, which it gives, is that of both."""
    one, other = sorted((root(parents, one), root(parents, other)))
    parents[other] = one
    return one
