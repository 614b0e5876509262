// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.Signer;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.snp.TcbVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether the leaf is for what the report says of itself: product, firmware, chip.
record LeafChecks(SnpReport report, CheckList checks) {

  /// @param unread why there are no extensions
  void check(Optional<Product> product, @Nullable LeafExtensions leaf, Reason unread) {
    if (leaf == null) {
      checks.fail(SnpCheck.LEAF_EXTENSIONS, unread);
      Reason unverifiable = new Reason.Unverifiable("no certificate says what the key is for");
      checks.fail(SnpCheck.LEAF_PRODUCT, unverifiable);
      checks.fail(SnpCheck.LEAF_TCB, unverifiable);
      checks.fail(SnpCheck.LEAF_CHIP, unverifiable);
      checks.fail(SnpCheck.LEAF_PROVIDER, unverifiable);
      return;
    }
    if (product.isEmpty()) {
      Reason unknown = new Reason.Unverifiable("the product isn't known");
      checks.fail(SnpCheck.LEAF_EXTENSIONS, unknown);
      checks.fail(SnpCheck.LEAF_PRODUCT, unknown);
      checks.fail(SnpCheck.LEAF_TCB, unknown);
    } else {
      extensions(product.get(), leaf);
      product(product.get(), leaf);
      tcb(product.get(), leaf);
    }
    chip(leaf);
    provider(leaf);
  }

  private void extensions(Product product, LeafExtensions leaf) {
    String problem = leaf.problem(product, report.signer());
    if (problem == null) {
      checks.pass(SnpCheck.LEAF_EXTENSIONS, "all there");
    } else {
      checks.fail(SnpCheck.LEAF_EXTENSIONS, new Reason.CertificateMalformed(2, problem));
    }
  }

  private void product(Product product, LeafExtensions leaf) {
    if (leaf.product() == product) {
      checks.pass(SnpCheck.LEAF_PRODUCT, leaf.name());
    } else {
      checks.fail(
          SnpCheck.LEAF_PRODUCT,
          new Reason.EndorsementDiffers("product", leaf.name(), product.toString()));
    }
  }

  private void tcb(Product product, LeafExtensions leaf) {
    Bytes stated = leaf.tcb(product);
    if (stated.equals(report.reportedTcb())) {
      checks.pass(SnpCheck.LEAF_TCB, TcbVersion.of(product, stated).toString());
    } else {
      checks.fail(
          SnpCheck.LEAF_TCB,
          new Reason.EndorsementDiffers("reported TCB", stated.hex(), report.reportedTcb().hex()));
    }
  }

  private void chip(LeafExtensions leaf) {
    if (report.signer() != Signer.VCEK) {
      checks.skip(SnpCheck.LEAF_CHIP, "a leased key is for many chips");
    } else if (report.chipId().isAllZero()) {
      checks.skip(SnpCheck.LEAF_CHIP, "the host doesn't tell the chip's id");
    } else if (leaf.isFor(report.chipId())) {
      checks.pass(SnpCheck.LEAF_CHIP, report.chipId().hex());
    } else {
      checks.fail(
          SnpCheck.LEAF_CHIP,
          new Reason.EndorsementDiffers(
              "chip", leaf.hardwareId().map(Bytes::hex).orElse("none"), report.chipId().hex()));
    }
  }

  private void provider(LeafExtensions leaf) {
    if (report.signer() != Signer.VLEK) {
      checks.skip(SnpCheck.LEAF_PROVIDER, "a chip's own key isn't leased");
    } else if (leaf.provider().isPresent()) {
      checks.pass(SnpCheck.LEAF_PROVIDER, leaf.provider().get());
    } else {
      checks.fail(
          SnpCheck.LEAF_PROVIDER,
          new Reason.EndorsementDiffers("provider", "none", "a leased key"));
    }
  }
}
