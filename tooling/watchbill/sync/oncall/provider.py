"""The grafana provider: Grafana OnCall and Grafana Cloud IRM."""

from watchbill.rules.pagers import INEXPRESSIBLE, ROUNDABOUT
from watchbill.sync.http import with_id
from watchbill.sync.oncall.account import account
from watchbill.sync.oncall.desired import desired
from watchbill.sync.oncall.limits import limits
from watchbill.sync.oncall.options import accept
from watchbill.sync.oncall.target import connect
from watchbill.sync.provider import Provider

PROVIDER = Provider(
    "grafana",
    desired,
    connect,
    (INEXPRESSIBLE, ROUNDABOUT),
    accept,
    limits=limits,
    account=account,
    echo=with_id,
)
