// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import java.net.URI;
import java.util.Optional;

/// Where services are.
///
/// @param amd AMD's key distribution service, or a mirror of it
/// @param intel Intel's provisioning certification service or a PCCS, version 4 of the interface:
///   what comes before `/sgx/certification/v4`
/// @param intelRoot where the root's revocation list is; empty for a PCCS, which has it itself
/// @param nvidiaRim NVIDIA's service of reference manifests: what comes before `/v1/rim`
/// @param nvidiaOcsp NVIDIA's OCSP responder
/// @param nvidiaKeys the key set of NVIDIA's attestation service
public record Services(
    URI amd, URI intel, Optional<URI> intelRoot, URI nvidiaRim, URI nvidiaOcsp, URI nvidiaKeys) {

  /// The makers' own.
  public static Services ofMakers() {
    return new Services(
        URI.create("https://kdsintf.amd.com"),
        URI.create("https://api.trustedservices.intel.com"),
        Optional.of(
            URI.create("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der")),
        URI.create("https://rim.attestation.nvidia.com"),
        URI.create("https://ocsp.ndis.nvidia.com"),
        URI.create("https://nras.attestation.nvidia.com/.well-known/jwks.json"));
  }

  /// The same with another for AMD's.
  public Services withAmd(URI other) {
    return new Services(other, intel, intelRoot, nvidiaRim, nvidiaOcsp, nvidiaKeys);
  }

  /// The same with a PCCS, or another that answers like one, for Intel's.
  public Services withIntel(URI other) {
    return new Services(amd, other, Optional.empty(), nvidiaRim, nvidiaOcsp, nvidiaKeys);
  }

  /// The same with another service of reference manifests.
  public Services withNvidiaRim(URI other) {
    return new Services(amd, intel, intelRoot, other, nvidiaOcsp, nvidiaKeys);
  }

  /// The same with another OCSP responder for NVIDIA's.
  public Services withNvidiaOcsp(URI other) {
    return new Services(amd, intel, intelRoot, nvidiaRim, other, nvidiaKeys);
  }

  /// The same with another key set of NVIDIA's attestation service.
  public Services withNvidiaKeys(URI other) {
    return new Services(amd, intel, intelRoot, nvidiaRim, nvidiaOcsp, other);
  }

  /// `base` with `path` behind it.
  static URI under(URI base, String path) {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }
}
