# SPDX-License-Identifier: GPL-3.0-or-later
"""At a terminal: questions stand on a line of their own, Ctrl-C is heard while one waits, a wrong
confirmation code is asked for again in place, and none of them shows."""

import os
import pty

from journey import CANCELLED, DONE, Journey, code, main, order, state


def converse(answers, *words):
    """Runs ternctl at a terminal of its own; each answer is typed when its question has appeared.
    Returns the exit status and everything that was shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("ternctl", ["ternctl", *words])
    shown = b""
    asked = 0
    answers = list(answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if answers and answers[0][0].encode() in shown[asked:]:
            asked = len(shown)
            os.write(terminal, answers.pop(0)[1].encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


class Prompt(Journey):
    def test_1_interrupted_at_a_question(self):
        for answers in ([("[y/N]", "\x03")], [("[y/N]", "y\n"), ("Confirmation code:", "\x03")]):
            with self.subTest(len(answers)):
                status, shown = converse(answers, "add", code("_CC"))
                self.assertEqual(status, CANCELLED, shown)
                self.assertIn("Your code has not been used up.", shown)
        self.assertEqual(state(code("_CC")), "released")
        self.assertEqual(self.run_ternctl(DONE, "profiles").events("recovered"), [])

    def test_2_asks_again_in_place(self):
        status, shown = converse(
            [("[y/N]", "y\n"), ("Confirmation code:", "4321\n"), ("Again:", "1234\n")],
            "add", code("_CC"))
        self.assertEqual(status, DONE, shown)
        for question in ("Confirmation code:", "The server says"):
            self.assertRegex(shown, r"(\n|\r\x1b\[K)" + question)
        self.assertNotIn("4321", shown)
        self.assertEqual(self.states(), {order(code("_CC"))["iccid"]: "disabled"})


if __name__ == "__main__":
    main()
