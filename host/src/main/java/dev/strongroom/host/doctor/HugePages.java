// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Huge pages by NUMA node: an enclave's memory has to come from one node.
final class HugePages {
  private static final String NODES = "/sys/devices/system/node";
  private static final long KIB_PER_MIB = 1024;

  /// Pages of all sizes of one node.
  record OfNode(String node, long reservedMib, long freeMib) {}

  private HugePages() {}

  /// The node that has most to give; of none, if there is none.
  static OfNode best(Machine machine) {
    List<OfNode> nodes = new ArrayList<>();
    for (String name : machine.names(NODES)) {
      if (name.matches("node[0-9]{1,4}")) {
        nodes.add(node(machine, name));
      }
    }
    return nodes.stream()
        .max(Comparator.comparingLong(OfNode::freeMib).thenComparingLong(OfNode::reservedMib))
        .orElse(new OfNode("none", 0, 0));
  }

  private static OfNode node(Machine machine, String name) {
    String folder = NODES + "/" + name + "/hugepages";
    long reserved = 0;
    long free = 0;
    for (String size : machine.names(folder)) {
      long kib = Machine.number(size, "hugepages-([0-9]{1,9})kB").orElse(0);
      String pages = folder + "/" + size;
      reserved += kib * machine.number(pages + "/nr_hugepages").orElse(0);
      free += kib * machine.number(pages + "/free_hugepages").orElse(0);
    }
    return new OfNode(name.substring("node".length()), reserved / KIB_PER_MIB, free / KIB_PER_MIB);
  }
}
