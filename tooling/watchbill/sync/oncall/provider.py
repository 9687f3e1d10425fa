"""The grafana provider: Grafana OnCall and Grafana Cloud IRM."""

from watchbill.sync.oncall.desired import desired
from watchbill.sync.oncall.options import accept
from watchbill.sync.oncall.target import connect
from watchbill.sync.provider import Provider

PROVIDER = Provider("grafana", desired, connect, accept=accept)
