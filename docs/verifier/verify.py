#!/usr/bin/env python3
"""verify.py BUNDLE [VKEY|- [KEPT_CHECKPOINT ...]]: the second verifier of Leitstand's bundles (docs/ledger-format.md).
Prints findings, the first one first: code, first leaf, one past the last that it can be; then GOOD or NOT GOOD."""
import base64, collections, decimal, functools, hashlib, json, pathlib, re, sys, types
RANK = "ENTRY_MALFORMED ENTRY_ALTERED ENTRY_INVENTED ENTRY_DOUBLED ENTRY_REORDERED ENTRY_MISSING KEY_DIFFERS".split()
Mark = collections.namedtuple("Mark", "size root heads signers")
sha256, to_base64 = lambda data: hashlib.sha256(data).digest(), lambda data: base64.b64encode(data).decode()
check = lambda condition, value=None: value if condition else {}["not as the format says"]
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
def add(a, b):  # Ed25519 (RFC 8032)
    t = D * a[0] * b[0] * a[1] * b[1] % P; i = pow(1 - t * t, -1, P)
    return (a[0] * b[1] + b[0] * a[1]) * (1 - t) * i % P, (a[1] * b[1] + a[0] * b[0]) * (1 + t) * i % P
def times(scalar, point):
    half = times(scalar >> 1, add(point, point)) if scalar else (0, 1)
    return add(half, point) if scalar & 1 else half
def point_of(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P); x = x * ROOT % P if (x * x - square) % P else x
    return check(y < P and (x * x - square) % P == 0 and (x or not sign), P - x if x & 1 != sign else x), y
def check_signature(key, text, signature):
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    scalar, base = int.from_bytes(signature[32:], "little"), point_of(b"\x58" + b"\x66" * 31)
    made = add(point_of(signature[:32]), times(k, point_of(key)))
    check(len(signature) == 64 and scalar < L and times(scalar, base) == made)
def number(value):  # as ECMAScript prints it (RFC 8785)
    if value and not 1e-6 <= abs(value) < 1e21: return re.sub("([.]0)?(e[+-])0?", r"\2", repr(value))
    return re.sub("[.]0$", "", format(decimal.Decimal(repr(value)), "f")) if value else "0"
def canonical(value, depth=0):
    inner, order = lambda one: canonical(one, depth + 1), lambda name: name.encode("utf-16-be", "surrogatepass")
    check(depth < 64 or not isinstance(value, (dict, list)))
    if isinstance(value, list): return "[" + ",".join(map(inner, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(inner(name) + ":" + inner(value[name]) for name in sorted(value, key=order)) + "}"
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
def parse(line):
    text = check(line.endswith(b"\n") and len(line) <= 2**20 + 1, line[:-1]).decode()
    value = json.loads(text, parse_int=lambda t: int(t) if abs(int(t)) < 2**53 else float(t), parse_constant={}.get)
    return check(canonical(value) == text, value)
def unbase64(text, size=None):
    data = base64.b64decode(text, validate=True)
    return check(to_base64(data) == text and size in (None, len(data)), data)
is_count = lambda value: type(value) is int and value >= 0
hashes = lambda value: [unbase64(one, 32) for one in check(type(value) is list, value)]
node = lambda left, right: sha256(b"\x01" + left + right)
root_of = lambda tree: functools.reduce(lambda a, b: node(b, a), (tree.open or [sha256(b"")])[::-1])
def levels(begin, end):  # of the complete subtrees of a range (RFC 9162)
    while begin < end:
        width = min(begin & -begin or end, 1 << (end - begin).bit_length() - 1)
        yield width.bit_length() - 1; begin += width
def push(tree, data, level=0):
    index, tree.size = tree.size >> level, tree.size + (1 << level)
    while index & 1: data, index = node(tree.open.pop(), data), index >> 1
    tree.open.append(data)
def lead(m, n, first, path):
    if m == n: return (first or path.pop(),) * 2
    k, other = 1 << (n - 1).bit_length() - 1, path.pop()
    one, two = lead(m, k, first, path) if m <= k else lead(m - k, n - k, None, path)
    return (one, node(two, other)) if m <= k else (node(other, one), node(other, two))
def is_consistent(m, n, first, second, path):
    try: return (lead(m, n, first, path) if m else (sha256(b""), second)) == (first, second) and not path
    except IndexError: return False
def read_keys(data, origin):
    keys = []
    for line in check(data.endswith(b"\n"), data[:-1]).decode().split("\n"):
        key, *signature = line.split(" ")
        name, key_id, typed = re.fullmatch(r"([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", key).groups()
        data, text = unbase64(typed, 33), ("%s\nkey.changed\n%s\n" % (origin, key)).encode()
        check(name == origin and data[0] == 1 and key_id not in [one["id"].hex() for one in keys])
        check(sha256(name.encode() + b"\n" + data)[:4].hex() == key_id and len(signature) < 2)
        for one in signature: check_signature(keys[-1]["data"], text, unbase64(one))
        body = dict({"key": key}, **({"signature": signature[0]} if signature else {} if keys else {"origin": origin}))
        keys.append({"body": body, "key": key, "id": bytes.fromhex(key_id), "data": data[1:]})
    return keys
def read_mark(data, origin, keys, places):
    text, signers, heads, before = check(len(data) <= 10**6, data).decode(), [], {}, b""; end = text.rfind("\n\n")
    check(end >= 0 and text.endswith("\n") and not re.search("[\0-\x09\x0b-\x1f]", text))
    for line in check(text.count("\n", end + 2) <= 100, text[end + 2:-1].split("\n")):
        name, signature = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)", line).groups()
        signature = check(len(unbase64(signature)) > 4, unbase64(signature))
        for place in [at for at in places if keys[at]["id"] == signature[:4] and name == origin]:
            check_signature(keys[place]["data"], text[:end + 1].encode(), signature[4:]); signers.append(place)
    head, size, root, *more = check(signers, text[:end].split("\n"))
    check(head == origin and re.fullmatch("0|[1-9][0-9]{0,15}", size) and int(size) < 2**53 and "" not in more)
    for line in [one for one in more if one.startswith("head ")]:
        name, n, leaf = re.fullmatch(r"head ([^ ]+) ([1-9][0-9]{0,14}) (\S{44})", line).groups()
        before = check(name.encode("utf-16-be") > before, name.encode("utf-16-be"))
        heads[name] = (int(n), to_base64(unbase64(leaf, 32)))
    return Mark(int(size), unbase64(root, 32), heads, signers)
def read_proof(folder, key, kept, stage):
    read = lambda name: pathlib.Path(folder, name).read_bytes()
    size_of = lambda path: int(re.fullmatch("(0|[1-9][0-9]{0,14})[.](txt|json)", path.name)[1])
    sizes = lambda inner: sorted(map(size_of, pathlib.Path(folder, inner).glob("*")))
    head = parse(read("bundle.json"))
    log, origin, start, to, size = [head[name] for name in "log origin from to size".split()]
    check(head == dict(format="leitstand-bundle/1", log=log, origin=origin, size=size, to=to, **{"from": start}))
    check(type(log) is type(origin) is str and all(map(is_count, [start, to, size])) and start <= to <= size)
    stage.append("KEY_CHAIN"); keys = read_keys(read("keys.txt"), origin)
    stage.append("KEY_UNTRUSTED"); first = [one["key"] for one in keys].index(key) if key else 0
    lost = [at for at in range(first + 1, len(keys)) if "signature" not in keys[at]["body"]] + [len(keys)]
    stage.append("CHECKPOINT_UNTRUSTED"); newest = read_mark(read("checkpoint.txt"), origin, keys, range(first, lost[0]))
    marks = [read_mark(read("checkpoints/%d.txt" % at), origin, keys, range(len(keys))) for at in sizes("checkpoints")]
    check(newest.size == size and [mark.size for mark in marks if mark.size <= size] == sizes("checkpoints"))
    marks += [read_mark(pathlib.Path(name).read_bytes(), origin, keys, range(len(keys))) for name in kept]
    stage.append("BUNDLE_MALFORMED"); sides, after = parse(read("range.json")), [*levels(to, size)]
    left, right = hashes(sides.pop("left")), hashes(sides.pop("right"))
    proofs = {at: hashes(parse(read("consistency/%d.json" % at))) for at in sizes("consistency")}
    check(not sides and len(left) == bin(start).count("1") and len(right) == len(after) and {*proofs} <= {one.size for one in marks})
    return log, start, to, keys, newest, marks, types.SimpleNamespace(size=start, open=left), zip(right, after), proofs
def read_entry(line, log):
    entry = parse(line)
    source, cause = entry["source"], entry.get("cause", {"actor": "", "reason": ""})
    check({*entry, "cause"} == {*"v log type at source n prev cause body".split()} and entry["log"] == log)
    check({*source} == {"id", "epoch", "seq", "fact"} and {*cause} == {"actor", "reason"})
    check(all(map(is_count, [source["epoch"], source["seq"], source["fact"], entry["at"], entry["n"], entry["v"]])))
    check(all(type(text) is str for text in [entry["type"], *cause.values()]) and entry["v"] == 1 and entry["n"])
    check(type(entry["body"]) is dict and entry["type"] and re.fullmatch("[^ \n]+", source["id"]))
    return check(entry["prev"] == "" or unbase64(entry["prev"], 32), entry)
def settle(start, name, s, named, tell, following=(None, None)):
    told = named.get((name, s.n), set()) if s.n else {""}
    genuine = [rival for rival in s.rivals if rival[1] == following[1] or rival[1] in told]
    leaf, digest = (genuine or s.rivals)[0]
    for rival in [one for one in s.rivals if one[1] != digest] if genuine else s.rivals[1:][-1:]:
        tell("ENTRY_INVENTED", rival[0] if genuine else leaf, rival[0] + 1)
    sure, is_broken = told == {digest}, following[0] is not None and following[1] != digest
    is_genuine, culprit = sure if told else following[1] == digest, following[0] if sure else leaf
    if s.broken is not None: tell("ENTRY_ALTERED", s.broken, (s.broken if is_genuine else leaf) + 1)
    if is_broken and told: tell("ENTRY_ALTERED", culprit, culprit + 1)
    elif told and not sure: tell("ENTRY_ALTERED", start, leaf + 1)
    s.broken = leaf if is_broken and not told else None
    return leaf
def take(name, s, start, n, prev, leaf, digest, named, tell):
    if n > s.n:
        if s.n or start == 0 or n == 1:  # else what its source did before the range is unknown
            before = settle(start, name, s, named, tell, (leaf, prev) if n == s.n + 1 else (None, None))
            s.holes.update({one: (before + 1, leaf + 1) for one in range(s.n + 1, n)})
        s.n, s.rivals = n, [(leaf, digest)]
    elif n == s.n and digest not in [rival[1] for rival in s.rivals]: s.rivals.append((leaf, digest))
    else: tell(*("ENTRY_REORDERED", *s.holes.pop(n)) if n in s.holes else ("ENTRY_DOUBLED", leaf, leaf + 1))
def commitment_of(raw):
    one = parse(raw)
    made = to_base64(sha256(unbase64(one["salt"], 16) + canonical(one["value"]).encode()))
    return check({*one} == {"commitment", "salt", "value"} and made == one["commitment"], made.encode())
def check_disclosures(file, commitments):  # both are in the same order, so the search only goes forward
    try: return ["DISCLOSURE_UNKNOWN" for raw in file if commitment_of(raw) not in commitments][:1]
    except Exception: return ["DISCLOSURE_ALTERED"]
def compare(start, to, newest, marks, proofs, roots, tree):
    size, good, bad, contrary, missing = newest.size, [], [], [], []; ok = tree.size == size and root_of(tree) == newest.root
    for mark in [one for one in marks if one.size <= size]:
        path, n = [] if mark.size == size else proofs.get(mark.size), mark.size
        if path is not None and not is_consistent(n, size, mark.root, newest.root, [*path]): contrary.append(n)
        elif n in roots: (good if roots[n] == mark.root else bad).append(n)
        elif not start <= n <= to: (missing if path is None else good).append(n)
    below = lambda bound: max([0] + [one for one in good if one < bound])
    proven, until, contrary = to if ok else below(min(bad + [to + 1])), min(bad + [to]), contrary + (bad if ok else [])
    first = [("LOG_TRUNCATED", size, mark.size) for mark in marks if mark.size > size]
    first += [("HISTORY_REWRITTEN", below(min(contrary)), min(contrary))] if contrary else []
    leaf = max(proven, start) if until > start else proven
    return first, [] if ok or not bad and tree.size < size else [("ROOT_DIFFERS", leaf, until)], proven, missing
def verify(folder, key=None, kept=()):
    stage, found, named, commitments, known = ["BUNDLE_MALFORMED"], [], collections.defaultdict(set), [], -1
    try: log, start, to, keys, newest, marks, tree, right, proofs = read_proof(folder, key, kept, stage)
    except Exception: return [(stage[-1], None, None)]
    tell = lambda code, leaf, until: found.append((until, RANK.index(code), leaf)); sizes = {one.size for one in marks}
    heads = [(mark, name, n, digest) for mark in marks + [newest] for name, (n, digest) in mark.heads.items()]
    for _, name, n, digest in heads: named[name, n].add(digest)
    states = collections.defaultdict(lambda: types.SimpleNamespace(n=0, rivals=[(start - 1, "")], holes={}, broken=None))
    leaf, roots, newest_n = start - 1, {start: root_of(tree)}, lambda name: newest.heads.get(name, (0,))[0]
    for leaf, raw in enumerate(open(pathlib.Path(folder, "entries.ndjson"), "rb"), start):
        if leaf >= to: continue
        digest = sha256(b"\0" + (raw[:-1] if raw.endswith(b"\n") else raw)); push(tree, digest)
        if tree.size in sizes: roots[tree.size] = root_of(tree)
        try: entry = read_entry(raw, log)
        except Exception: tell("ENTRY_MALFORMED", leaf, leaf + 1)
        else:
            name = entry["source"]["id"]
            if entry["n"] > newest_n(name): tell("ENTRY_INVENTED", leaf, leaf + 1)
            else: take(name, states[name], start, entry["n"], entry["prev"], leaf, to_base64(digest), named, tell)
            if leaf == 0 or entry["type"] in ("log.opened", "key.changed"):
                place = next((at for at, one in enumerate(keys) if one["body"] == entry["body"]), -1)
                is_right = (place == 0) == (leaf == 0) == (entry["type"] == "log.opened") and place > known
                known = max(place, known) if is_right else tell("KEY_DIFFERS", leaf, leaf + 1) or max(place, known)
            commitments += re.findall(rb'"sealed":"([A-Za-z0-9+/=]{44})"', raw)
    for name, s in states.items(): settle(start, name, s, named, tell); [tell("ENTRY_MISSING", *one) for one in s.holes.values()]
    if leaf + 1 != to: tell(*("ENTRY_MISSING", leaf + 1, to) if leaf + 1 < to else ("ENTRY_INVENTED", to, leaf + 1))
    for data, level in right if tree.size == to else []: push(tree, data, level)
    first, differs, proven, missing = compare(start, to, newest, marks, proofs, roots, tree)
    entries = [(RANK[rank], max(at, proven if differs and until > proven else 0), until) for until, rank, at in sorted(found)]
    is_closer = differs and any(one[1] < differs[0][2] for one in entries)
    signer, is_all, file = max(newest.signers), start == 0 and to == newest.size, pathlib.Path(folder, "disclosures.ndjson")
    late = ["CHECKPOINT_KEY"] if signer < known or is_all and signer != known else []
    late += ["CONSISTENCY_MISSING"] if missing else []
    late += ["HEAD_REVERSED"] if any(n > newest_n(name) for mark, name, n, _ in heads if mark.size <= newest.size) else []
    late += check_disclosures(open(file, "rb") if file.exists() else [], iter(commitments))
    return first + (entries + differs if is_closer else differs + entries) + [(code, None, None) for code in late]
if __name__ == "__main__":
    findings = verify(sys.argv[1], (sys.argv + ["-"])[2].strip("-"), sys.argv[3:])
    for finding in findings: print(*["-" if part is None else part for part in finding])
    sys.exit(print("NOT GOOD" if findings else "GOOD") or bool(findings))
