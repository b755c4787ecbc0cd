"""A public network of dated messages, read for `make bench-score NETWORK=FILE`."""

from __future__ import annotations

from datetime import UTC, datetime

from bench._networks import Touch, read_network

# as igraph 1.0 writes a graph with the attributes of its Enron data set
GRAPHML = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
<!-- Created by igraph -->
  <key id="g_name" for="graph" attr.name="name" attr.type="string"/>
  <key id="v_Email" for="node" attr.name="Email" attr.type="string"/>
  <key id="e_Time" for="edge" attr.name="Time" attr.type="string"/>
  <key id="e_Reciptype" for="edge" attr.name="Reciptype" attr.type="string"/>
  <key id="e_Topic" for="edge" attr.name="Topic" attr.type="double"/>
  <key id="e_LDC_topic" for="edge" attr.name="LDC_topic" attr.type="double"/>
  <graph id="G" edgedefault="directed">
    <data key="g_name">An invented network</data>
    <node id="n0">
      <data key="v_Email">ana.okafor</data>
    </node>
    <node id="n1">
      <data key="v_Email">wei &amp; chen</data>
    </node>
    <node id="n2">
      <data key="v_Email"></data>
    </node>
{edges}
  </graph>
</graphml>
"""
EDGE = """\
    <edge source="n{}" target="n{}">
      <data key="e_Time">{}</data>
      <data key="e_Reciptype">{}</data>
      <data key="e_Topic">1</data>
      <data key="e_LDC_topic">-1</data>
    </edge>"""
EDGES = (
    (0, 1, "2001-05-14 08:30:00", "to"),
    (0, 2, "2001-05-14 08:30:00", "bcc"),
    (0, 1, "2001-05-14 08:30:00", "cc"),
    (1, 0, "2001-05-14 09:00:00", "to"),
    (1, 1, "2001-05-14 10:00:00", "to"),
    (0, 1, "1979-12-31 21:00:00", "to"),
)
FIRST = datetime(2001, 5, 14, 8, 30, tzinfo=UTC)
ANSWER = datetime(2001, 5, 14, 9, tzinfo=UTC)
SEEN = [
    Touch("n0/n1", FIRST, "out", "email", 2),
    Touch("n1/n0", FIRST, "in", "email", 2),
    Touch("n0/n2", FIRST, "out", "email", 2),
    Touch("n2/n0", FIRST, "in", "email", 2),
    Touch("n1/n0", ANSWER, "out", "email", 1),
    Touch("n0/n1", ANSWER, "in", "email", 1),
]


def test_a_graph_of_igraph_is_read(tmp_path):
    """Receivers of one second are of one message; doubles, loops and 1979 are none."""
    file = tmp_path / "enron.graphml"
    file.write_text(GRAPHML.format(edges="\n".join(EDGE.format(*e) for e in EDGES)))
    assert read_network(file) == SEEN


def test_a_table_says_the_same(tmp_path):
    """From, to and time in a table, as a date or in seconds, are the same network."""
    rows = [(f"n{a}", f"n{b}", time) for a, b, time, _ in EDGES]
    rows[3] = ("n1", "n0", f"{ANSWER.timestamp():.0f}")
    file = tmp_path / "network.csv"
    file.write_text("From,To,Time\n" + "".join(",".join(row) + "\n" for row in rows))
    assert read_network(file) == SEEN
