# SPDX-License-Identifier: GPL-3.0-or-later
"""In a modem, from a typed code to the Internet: as an ordinary user, beside ModemManager and
NetworkManager, and with the modem's slots as they were. Where the lab has the real NetworkManager,
that is the one."""

import os
import subprocess
import tempfile

from journey import DONE, NETWORK, USAGE, Journey, code, main, order, tell_modem_manager

STEPS = ["package-loaded", "result-delivered", "enabled", "network-found", "registered",
         "connected"]
FIRST, SECOND = code(), code("_CC")
REAL = os.environ["JOURNEY_BY"] == "installed"
# Without the access points of the lab's own networks.
ALL_THE_WORLD = "/usr/local/share:/usr/share"


def tell_network(command):
    """The one that does as it is told; the real one knows by itself."""
    if REAL:
        return
    subprocess.run(["gdbus", "call", "--system", "--dest", "io.github.ternesim.FakeNetworkManager",
                    "--object-path", "/io/github/ternesim/FakeNetworkManager", "--method",
                    "io.github.ternesim.FakeNetworkManager.Tell", command], check=True,
                   stdout=subprocess.DEVNULL)


def use_another_line():
    """The computer is not connected through the modem any more."""
    tell_network("primary=no")
    if REAL:
        subprocess.run(["nmcli", "device", "disconnect", "cdc-wdm0"], check=True,
                       stdout=subprocess.DEVNULL)


def iccid_of(activation_code):
    return order(activation_code)["iccid"]


class Connected(Journey):
    def test_1_asks_for_the_access_point(self):
        run = self.run_ternctl(NETWORK, "add", FIRST, "--enable", XDG_DATA_DIRS=ALL_THE_WORLD)
        self.assert_error(run, domain="network", code="apn-needed", code_usable="no")
        self.assertEqual(run.error["step"], "connected")
        self.assertEqual(run.steps_done()[-1], "registered")
        self.assertEqual(self.states(), {iccid_of(FIRST): "enabled"})
        self.run_ternctl(USAGE, "connect", "--apn", "not an access point")

    def test_2_connects(self):
        run = self.run_ternctl(DONE, "connect", "--apn", "internet")
        self.assertEqual(run.steps_done(), STEPS[-3:])
        self.assertEqual(run.result["connection"], {
            "operator": "Test network", "technology": "LTE", "signal": 60, "roaming": False,
            "apn": "internet", "interface": "wwan0", "reach": "internet"})

    def test_2_then_asks_before_its_own_line_is_cut(self):
        tell_network("primary=yes")
        run = self.run_ternctl(USAGE, "disable", iccid_of(FIRST))
        self.assert_error(run, code="needs-answer")
        run = self.run_ternctl(USAGE, "add", SECOND, "--confirmation-code", "1234")
        self.assert_error(run, code="needs-answer")
        self.assertEqual(order(SECOND).get("state", "released"), "released")
        self.assertEqual(self.states(), {iccid_of(FIRST): "enabled"})

    def test_3_goes_all_the_way(self):
        use_another_line()
        second = iccid_of(SECOND)
        tell_modem_manager(f"profile {second} registration=roaming operator-code=00102 "
                   "operator-name=Abroad apn=travel")
        run = self.run_ternctl(DONE, "add", SECOND, "--confirmation-code", "1234", "--enable")
        self.assertEqual([step for step in run.steps_done() if step in STEPS], STEPS)
        self.assertEqual(run.result["connection"]["operator"], "Abroad")
        self.assertEqual(run.result["connection"]["apn"], "travel")
        self.assertTrue(run.result["connection"]["roaming"])
        self.assertEqual(self.states()[second], "enabled")

    def test_4_asks_for_the_pin(self):
        use_another_line()
        first = iccid_of(FIRST)
        tell_modem_manager(f"profile {first} pin=2468 hides=yes")
        run = self.run_ternctl(NETWORK, "enable", first)
        self.assert_error(run, domain="network", code="pin")
        run = self.run_ternctl(DONE, "connect", "--pin", "-", stdin="2468\n")
        self.assertEqual(run.result["connection"]["operator"], "Test network")
        self.assertNotIn("2468", run.text)
        run = self.run_ternctl(DONE, "--verbose", "history")
        self.assertNotIn("2468", run.text)

    def test_5_goes_back(self):
        use_another_line()
        first, second = iccid_of(FIRST), iccid_of(SECOND)
        tell_modem_manager(f"profile {first} pin=")
        run = self.run_ternctl(NETWORK, "enable", second, "--apn", "wrong", "--back")
        self.assert_error(run, domain="network", code="apn")
        self.assertEqual(len(run.events("back")), 1)
        self.assertEqual(self.states(), {first: "enabled", second: "disabled"})

    def test_6_may_be_left_at_enabling(self):
        use_another_line()
        run = self.run_ternctl(DONE, "enable", iccid_of(SECOND), "--no-connect")
        self.assertIsNone(run.result["connection"])
        self.assertEqual(run.steps_done(), [])

    def test_6_then_has_the_modem_notice_what_is_gone(self):
        self.await_card()
        # A NetworkManager that connects by itself may have done so by now.
        run = self.run_ternctl(DONE, "disable", iccid_of(SECOND), "--yes")
        self.assertTrue(run.result["noticed"])
        self.assertEqual(run.steps_done(), [])

    def test_7_is_in_the_history(self):
        entries = self.run_ternctl(DONE, "history").result["operations"]
        outcomes = [entry["outcome"] for entry in entries if entry["operation"] == "connect"]
        self.assertIn("done", outcomes)
        self.assertIn("failed", outcomes)


if __name__ == "__main__":
    main()
