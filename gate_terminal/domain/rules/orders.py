"""Which rules are asked, in which order, of whom, at which gate: the whole of it, as data.

Every order follows one precedence: emergency, clock, duplicate, temperature, fever, mask, identity and pass,
key-watch, hours, reason, household quota, companions; a confirmed fever is asked for first of all but an
emergency. The last rule of every order always answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from gate_terminal.domain.rules.answers import Rule
from gate_terminal.domain.rules.guests import courier, supply, visitor
from gate_terminal.domain.rules.household import (
    come_home,
    companions,
    go_out,
    night,
    own_day,
    quota,
    work_letter,
)
from gate_terminal.domain.rules.identity import (
    claims_to_live_here,
    from_outside_city,
    household_pending,
    isolation,
    own_papers,
    pass_shown,
    renter_papers,
    two_households,
)
from gate_terminal.domain.rules.person import (
    clock,
    duplicate,
    emergency,
    fever,
    mask,
    temperature,
    temperature_of_one_leaving,
)
from gate_terminal.domain.rules.zone import (
    capacity,
    cargo,
    disinfection,
    for_cars,
    for_trucks,
    key_area,
    leave,
    refuses_check,
    service_in,
    staff_in,
    truck_in,
    truck_out,
    working_hours,
)
from gate_terminal.domain.words import Direction, Site, Subject

Order = tuple[Rule, ...]

_EVERYBODY: Order = (emergency, fever, duplicate, temperature, mask)
_INTO_THE_ZONE: Order = (emergency, fever, duplicate, refuses_check, temperature, mask, own_papers)
_LEAVING: Order = (emergency, fever, duplicate, temperature_of_one_leaving, leave)

_HOUSEHOLD_OUT: Order = (
    emergency,
    fever,
    clock,
    duplicate,
    temperature,
    mask,
    pass_shown,
    renter_papers,
    two_households,
    isolation,
    household_pending,
    night,
    work_letter,
    own_day,
    quota,
    companions,
    go_out,
)
_HOUSEHOLD_HOME: Order = (*_EVERYBODY, pass_shown, renter_papers, two_households, from_outside_city, come_home)
_STRANGER: Order = (*_EVERYBODY, claims_to_live_here)
_VISITOR_IN: Order = (*_EVERYBODY, visitor)
_COURIER_IN: Order = (*_EVERYBODY, courier)
_SUPPLY_IN: Order = (*_EVERYBODY, disinfection, supply)
_STAFF_IN: Order = (*_EVERYBODY, own_papers, working_hours, staff_in)

_TRUCK_IN: Order = (*_INTO_THE_ZONE, for_trucks, key_area, working_hours, cargo, truck_in)
_TRUCK_OUT: Order = (*_EVERYBODY, truck_out)
_ADMIN_IN: Order = (*_INTO_THE_ZONE, for_cars, working_hours, staff_in)
_SERVICE_IN: Order = (*_INTO_THE_ZONE, working_hours, capacity, service_in)


def _for_all(order: Order) -> Mapping[Subject, Order]:
    return dict.fromkeys(Subject, order)


_OUT_OF_A_CORDON: Mapping[Subject, Order] = {
    Subject.RESIDENT: _HOUSEHOLD_OUT,
    Subject.RENTER: _HOUSEHOLD_OUT,
    Subject.VILLAGER: _HOUSEHOLD_OUT,
    Subject.UNKNOWN_CLAIMS_RESIDENT: _STRANGER,
    Subject.EMPLOYEE: _LEAVING,
    Subject.DRIVER: _LEAVING,
    Subject.VISITOR: _LEAVING,
    Subject.COURIER: _LEAVING,
    Subject.SUPPLY_VEHICLE: _LEAVING,
    Subject.EMERGENCY_VEHICLE: _LEAVING,
}
_INTO_A_CORDON: Mapping[Subject, Order] = {
    Subject.RESIDENT: _HOUSEHOLD_HOME,
    Subject.RENTER: _HOUSEHOLD_HOME,
    Subject.VILLAGER: _HOUSEHOLD_HOME,
    Subject.UNKNOWN_CLAIMS_RESIDENT: _STRANGER,
    Subject.EMPLOYEE: _STAFF_IN,
    Subject.DRIVER: _VISITOR_IN,
    Subject.VISITOR: _VISITOR_IN,
    Subject.COURIER: _COURIER_IN,
    Subject.SUPPLY_VEHICLE: _SUPPLY_IN,
    Subject.EMERGENCY_VEHICLE: _VISITOR_IN,
}

ORDERS: Mapping[Site, Mapping[Direction, Mapping[Subject, Order]]] = {
    Site.COMPOUND: {Direction.OUT: _OUT_OF_A_CORDON, Direction.IN: _INTO_A_CORDON},
    Site.VILLAGE: {Direction.OUT: _OUT_OF_A_CORDON, Direction.IN: _INTO_A_CORDON},
    Site.ZONE_TRUCK: {Direction.OUT: _for_all(_TRUCK_OUT), Direction.IN: _for_all(_TRUCK_IN)},
    Site.ZONE_ADMIN: {Direction.OUT: _for_all(_LEAVING), Direction.IN: _for_all(_ADMIN_IN)},
    Site.ZONE_SERVICE: {Direction.OUT: _for_all(_LEAVING), Direction.IN: _for_all(_SERVICE_IN)},
}
