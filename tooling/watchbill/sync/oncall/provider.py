"""The grafana provider: Grafana OnCall and Grafana Cloud IRM, which speak the same API.

    pagers:
      grafana:
        provider: grafana
        settings:
          url: https://oncall-prod-….grafana.net/oncall        # of OnCall's API, as it shows it
          grafana_url: https://stack.grafana.net       # Cloud IRM alone, with a bearer's token
          token_env: GRAFANA_ONCALL_TOKEN              # or token_command: [program, argument, …]
          mode: calendar                               # or ical, with:
          ical_url: https://…/feeds/{roster}--{role}.ics
          integration: C1A2B3                          # whose routes are the services
          team: T1A2B3                                 # whose objects they are
          ids: {schedule/payments--primary: S1A2B3}    # objects that were adopted

Mode `calendar` pushes shifts. Mode `ical` has Grafana fetch what `watchbill export feeds` writes,
wherever it is published; who is on call is never written then. What Grafana shows otherwise, also
because it has not fetched the feed yet, is reported as drift and fails no apply.

Steps of an escalation that wait for nothing are one with the next. An escalation that is repeated
up to four times is written out, since Grafana knows five repetitions or none. Services are routes:
`alerts` are their conditions, or the label `service` with their id; routes are tried in the order
in which they were made, and the default route is left alone unless it was adopted. Overrides that
people make in the web interface and swaps that were taken are kept. The past is not: who was on
call before a change of turns is shown by the new ones.
"""

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
    accept=accept,
    limits=limits,
    account=account,
    echo=with_id,
)
