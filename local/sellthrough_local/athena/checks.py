"""What Trino would refuse and DuckDB would quietly run: a typed query in, a QueryFailure out."""

from sqlglot import exp

from sellthrough_local.athena.failures import QueryFailure, not_supported
from sellthrough_local.athena.inference import FLOATS, INTEGERS, RULES, D, kind_of

_STRUCTURE = (
    exp.Select, exp.Union, exp.Except, exp.Intersect, exp.With, exp.CTE, exp.From, exp.Join, exp.Where, exp.Group,
    exp.Having, exp.Order, exp.Limit, exp.Offset, exp.Fetch, exp.Table, exp.TableAlias, exp.Identifier, exp.Column,
    exp.Star, exp.Tuple, exp.Values, exp.DataType, exp.DataTypeParam, exp.Var, exp.Distinct, exp.WindowSpec,
    exp.Cube, exp.Rollup, exp.GroupingSets, exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey, exp.JSONPathSubscript,
    exp.Unnest, exp.Lateral, exp.IntervalSpan,
)  # fmt: skip
_TEXTS = frozenset({D.VARCHAR, D.CHAR, D.TEXT})
_NUMBERS = INTEGERS | FLOATS | {D.DECIMAL}
_TIMES = frozenset({D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ})
_FAMILIES = (_TEXTS, _NUMBERS, _TIMES, frozenset({D.BOOLEAN}))
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_SIGNS = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.Add: "+", exp.Sub: "-",
    exp.Mul: "*", exp.Div: "/", exp.Mod: "%",
}  # fmt: skip
_NAMES = {"TEXT": "varchar", "INT": "integer", "FLOAT": "real"}


def check_nodes(tree: exp.Expression) -> None:
    """Refuse functions and clauses whose DuckDB answer nobody compared with Trino's.

    Raises:
        QueryFailure: FUNCTION_NOT_FOUND or NOT_SUPPORTED.
    """
    for node in tree.walk():
        if isinstance(node, exp.AtTimeZone):
            raise not_supported("AT TIME ZONE: on a timestamp without zone Trino and DuckDB mean opposite things")
        if type(node) in RULES or isinstance(node, _STRUCTURE):
            continue
        if isinstance(node, exp.Func):
            name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
            raise QueryFailure("FUNCTION_NOT_FOUND", f"function {name.lower()} is not in the local Athena endpoint")
        raise not_supported(f"{type(node).__name__} in: {node.sql('athena')[:80]}")


def check_types(tree: exp.Expression) -> None:
    """Refuse operands that Trino does not coerce, and set operations over unequal decimals.

    Raises:
        QueryFailure: TYPE_MISMATCH or NOT_SUPPORTED.
    """
    for node in tree.walk():
        if isinstance(node, _COMPARISONS):
            _comparable(node, node.left, node.right)
        elif isinstance(node, exp.Between):
            _comparable(node, node.this, node.args["low"])
            _comparable(node, node.this, node.args["high"])
        elif isinstance(node, exp.In):
            for value in node.expressions:
                _comparable(node, node.this, value)
        elif isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)):
            _arithmetic(node)
        elif isinstance(node, (exp.DPipe, exp.Concat)):
            _texts(node)
        elif isinstance(node, exp.SetOperation):
            _same_decimals(node)


def _comparable(node: exp.Expression, left: exp.Expression, right: exp.Expression) -> None:
    a, b = kind_of(left), kind_of(right)
    families = [next((f for f in _FAMILIES if kind in f), None) for kind in (a, b)]
    if None not in families and families[0] is not families[1]:
        raise _mismatch(node, left, right)


def _arithmetic(node: exp.Expression) -> None:
    left, right = node.left, node.right
    a, b = kind_of(left), kind_of(right)
    wrong = _TEXTS | {D.BOOLEAN}
    if a in wrong or b in wrong or (a in _TIMES and b in _NUMBERS) or (a in _NUMBERS and b in _TIMES):
        raise _mismatch(node, left, right)
    if a in _TIMES and b in _TIMES:
        raise not_supported("the difference of two dates as an interval; use date_diff")


def _texts(node: exp.Expression) -> None:
    operands = node.expressions if isinstance(node, exp.Concat) else [node.left, node.right]
    for operand in operands:
        if kind_of(operand) in _NUMBERS | _TIMES | {D.BOOLEAN}:
            raise QueryFailure("TYPE_MISMATCH", f"cannot concatenate {_name(operand)}; cast it to varchar")


def _same_decimals(node: exp.SetOperation) -> None:
    for left, right in zip(node.left.selects, node.right.selects, strict=False):
        if kind_of(left) is D.DECIMAL and kind_of(right) is D.DECIMAL and left.type != right.type:
            raise not_supported(f"column {left.alias_or_name}: {_name(left)} and {_name(right)}; cast both to one type")


def _name(node: exp.Expression) -> str:
    text = node.type.sql("athena") if node.type is not None else "unknown"
    return _NAMES.get(text, text.lower())


def _mismatch(node: exp.Expression, left: exp.Expression, right: exp.Expression) -> QueryFailure:
    sign = _SIGNS.get(type(node), type(node).__name__.upper())
    return QueryFailure("TYPE_MISMATCH", f"Cannot apply operator: {_name(left)} {sign} {_name(right)}")
