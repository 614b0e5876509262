// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.snp.TcbComponent;
import dev.strongroom.attestation.snp.TcbVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a report's versions can be: a platform reports no more than it committed to, and runs no
/// less. Each component is compared for itself: as one number, a new component would hide an old
/// one.
record TcbOrder(SnpReport report, CheckList checks) {

  void check(Optional<Product> product) {
    if (product.isEmpty()) {
      checks.fail(SnpCheck.TCB_ORDER, new Reason.Unverifiable("the product isn't known"));
      return;
    }
    String problem = problem(product.get());
    if (problem == null) {
      checks.pass(
          SnpCheck.TCB_ORDER,
          "reported "
              + TcbVersion.of(product.get(), report.reportedTcb())
              + ", no newer than"
              + " committed, no newer than current");
    } else {
      checks.fail(SnpCheck.TCB_ORDER, new Reason.Inconsistent(problem));
    }
  }

  private @Nullable String problem(Product product) {
    List<Bytes> all =
        List.of(
            report.reportedTcb(), report.committedTcb(), report.currentTcb(), report.launchTcb());
    List<Integer> arcs = product.arcs();
    List<TcbComponent> components = product.components();
    for (Bytes raw : all) {
      for (int i = 0; i < TcbVersion.LENGTH; i++) {
        int arc = arcs.get(i);
        boolean named = components.stream().anyMatch(c -> c.arc() == arc);
        if (!named && raw.at(i) != 0) {
          return "a TCB version has a reserved byte that isn't zero: " + raw;
        }
      }
    }
    TcbVersion reported = TcbVersion.of(product, report.reportedTcb());
    TcbVersion committed = TcbVersion.of(product, report.committedTcb());
    TcbVersion current = TcbVersion.of(product, report.currentTcb());
    Optional<TcbComponent> component = committed.olderThan(reported);
    if (component.isPresent()) {
      return "committed TCB is older than the reported one: " + component.get();
    }
    component = current.olderThan(committed);
    if (component.isPresent()) {
      return "current TCB is older than the committed one: " + component.get();
    }
    return report.currentVersion().compareTo(report.committedVersion()) < 0
        ? "current firmware is older than the committed one"
        : null;
  }
}
