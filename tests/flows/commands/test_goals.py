"""Goals and targets: said on the command line, found in the database."""

from __future__ import annotations


def test_a_goal_and_its_target_lead_to_people(lived_in, call):
    """What is said counts after a build, and paths shows the ways there."""
    assert call(lived_in, "goal", "add", "A role in robotics").code == 0
    assert "Goal 1 counts from the next run on" in call(lived_in, "goal", "list").out
    added = call(
        lived_in, "target", "add", "--organisation", "Example Robotics", "--goal", "1"
    )
    assert added.code == 0
    waiting = call(lived_in, "target", "list").out
    assert waiting.startswith("Target 2 counts from the next run on")
    assert call(lived_in, "build", "--as-of", "2026-03-31").code == 0
    assert "A role in robotics" in call(lived_in, "goal", "list").out
    assert "Example Robotics" in call(lived_in, "target", "list").out
    shown = call(lived_in, "why", "ana.okafor@example.com").out
    assert "On your list: Example Robotics" in shown
    ways = call(lived_in, "paths", "robotics").out
    assert "you are in touch with Ana Okafor" in ways


def test_lists_say_what_is_not_there_yet(lived_in, call):
    """Without a goal or a target, how to add one; undone ones are none."""
    assert "No goal yet" in call(lived_in, "goal", "list").out
    call(lived_in, "target", "add", "--title", "Head of Data")
    call(lived_in, "undo")
    assert "No target yet" in call(lived_in, "target", "list").out


def test_a_target_of_nothing_is_wrong_use(lived_in, call):
    """A target names something; its goal exists; its words keep to themselves."""
    empty = call(lived_in, "target", "add", "--like")
    assert (empty.code, "--organisation" in empty.err) == (2, True)
    stray = call(lived_in, "target", "add", "--title", "Head", "--goal", "g7")
    assert (stray.code, "no goal g7" in stray.err) == (2, True)
    split = call(lived_in, "target", "add", "--title", "a; person: b")
    assert (split.code, "semicolon" in split.err) == (2, True)


def test_a_target_known_by_name_is_kept_by_record(lived_in, call):
    """A person here already is named by a record, which outlives renames."""
    assert call(lived_in, "target", "add", "--person", "Robert King").code == 0
    last = lived_in.decisions.read_text().splitlines()[-1]
    assert ",target,vcard/default/robert-1,," in last


def test_a_path_to_nowhere_says_so(lived_in, call):
    """An unknown target is wrong use, with the way to see them."""
    lost = call(lived_in, "paths", "Atlantis")
    assert (lost.code, "target list" in lost.err) == (2, True)
