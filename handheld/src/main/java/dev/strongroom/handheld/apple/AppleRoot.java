// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import java.util.Base64;

/// Apple's root for App Attest, which attestations don't bring along (Apple Private PKI: "Apple App
/// Attestation Root CA").
public final class AppleRoot {
  /// Pinned by its certificate.
  public static final TrustAnchor ANCHOR =
      new TrustAnchor(
          "apple-app-attestation-root-ca",
          Bytes.fromHex("1cb9823ba28ba6ad2d33a006941de2ae4f513ef1d4e831b9f7e0fa7b6242c932"),
          false);

  /// The certificate, DER. It is given like any other, and trusted for its digest only.
  static final Bytes CERTIFICATE =
      Bytes.copyOf(
          Base64.getMimeDecoder()
              .decode(
                  """
                  MIICITCCAaegAwIBAgIQC/O+DvHN0uD7jG5yH2IXmDAKBggqhkjOPQQDAzBSMSYw
                  JAYDVQQDDB1BcHBsZSBBcHAgQXR0ZXN0YXRpb24gUm9vdCBDQTETMBEGA1UECgwK
                  QXBwbGUgSW5jLjETMBEGA1UECAwKQ2FsaWZvcm5pYTAeFw0yMDAzMTgxODMyNTNa
                  Fw00NTAzMTUwMDAwMDBaMFIxJjAkBgNVBAMMHUFwcGxlIEFwcCBBdHRlc3RhdGlv
                  biBSb290IENBMRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9y
                  bmlhMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAERTHhmLW07ATaFQIEVwTtT4dyctdh
                  NbJhFs/Ii2FdCgAHGbpphY3+d8qjuDngIN3WVhQUBHAoMeQ/cLiP1sOUtgjqK9au
                  Yen1mMEvRq9Sk3Jm5X8U62H+xTD3FE9TgS41o0IwQDAPBgNVHRMBAf8EBTADAQH/
                  MB0GA1UdDgQWBBSskRBTM72+aEH/pwyp5frq5eWKoTAOBgNVHQ8BAf8EBAMCAQYw
                  CgYIKoZIzj0EAwMDaAAwZQIwQgFGnByvsiVbpTKwSga0kP0e8EeDS4+sQmTvb7vn
                  53O5+FRXgeLhpJ06ysC5PrOyAjEAp5U4xDgEgllF7En3VcE3iexZZtKeYnpqtijV
                  oyFraWVIyd/dganmrduC1bmTBGwD
                  """));

  private AppleRoot() {}
}
