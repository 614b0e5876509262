// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Verification of attestation evidence: bytes, a policy and a clock in; a verdict and claims out.
@NullMarked
@SuppressWarnings("module") // Those that inner packages are opened to are built later.
module dev.strongroom.attestation {
  requires static org.jspecify;
  requires java.xml;
  requires java.xml.crypto;
  requires tools.jackson.core;

  exports dev.strongroom.attestation;
  exports dev.strongroom.attestation.azure;
  exports dev.strongroom.attestation.cbor;
  exports dev.strongroom.attestation.composite;
  exports dev.strongroom.attestation.cose;
  exports dev.strongroom.attestation.dcap;
  exports dev.strongroom.attestation.endorsements;
  exports dev.strongroom.attestation.eventlog;
  exports dev.strongroom.attestation.json;
  exports dev.strongroom.attestation.nitro;
  exports dev.strongroom.attestation.nvidia;
  exports dev.strongroom.attestation.nvidia.nras;
  exports dev.strongroom.attestation.policy;
  exports dev.strongroom.attestation.sgx;
  exports dev.strongroom.attestation.snp;
  exports dev.strongroom.attestation.tdx;
  exports dev.strongroom.attestation.tpm;
  exports dev.strongroom.attestation.tsm;

  // To see in what was fetched whether it is what was asked for.
  exports dev.strongroom.attestation.der to
      dev.strongroom.endorsements,
      dev.strongroom.handheld;
  exports dev.strongroom.attestation.x509 to
      dev.strongroom.endorsements,
      dev.strongroom.handheld;

  // For verdicts on evidence of people's devices, which are no part of this module.
  exports dev.strongroom.attestation.checks to
      dev.strongroom.handheld;

  uses java.security.Provider;
}
