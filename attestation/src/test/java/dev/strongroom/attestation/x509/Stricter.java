// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where our path checks refuse what the JDK's PKIX validation accepts, and why.
final class Stricter {

  /// @param why what PKIX does, and what we do
  /// @param check our check that refuses
  /// @param mutations the names of the mutations
  private record Case(String why, String check, List<String> mutations) {}

  private static final List<Case> UNDER_A_TEST_ROOT =
      List.of(
          new Case(
              "PKIX takes any algorithm that the JDK hasn't disabled; Nitro uses one",
              "path.certificates",
              List.of(
                  "CA 0 has a P-256 key",
                  "CA 1 has a P-256 key",
                  "CA 2 has a P-256 key",
                  "CA 3 has a P-256 key",
                  "CA 0 is signed by ECDSA with SHA-256",
                  "CA 1 is signed by ECDSA with SHA-256",
                  "CA 2 is signed by ECDSA with SHA-256",
                  "CA 3 is signed by ECDSA with SHA-256",
                  "instance CA has an RSA key",
                  "regional CA has an RSA key",
                  "regional CA has a P-521 key",
                  "leaf has a key on secp256r1",
                  "leaf has a key on secp521r1",
                  "leaf is signed by ECDSA with SHA1",
                  "leaf is signed by ECDSA with SHA256",
                  "leaf is signed by ECDSA with SHA512")),
          new Case(
              "PKIX takes a trust anchor as a name and a key; we judge its certificate too",
              "path.authorities",
              List.of("CA 0 says that it is none", "CA 0 without basicConstraints")),
          new Case(
              "as above",
              "path.key-usage",
              List.of("CA 0 may sign data only", "CA 0 may sign revocations only")),
          new Case("as above", "path.length", List.of("root allows 0 CAs", "root allows 2 CAs")),
          new Case(
              "as above",
              "path.validity",
              List.of(
                  "certificate 0 ends before it begins",
                  "certificate 0 expired a second ago",
                  "certificate 0 is valid in a second",
                  "certificate 0 was valid for a past hour")),
          new Case(
              "as above",
              "path.extensions",
              List.of("certificate 0 has an unknown critical extension")),
          new Case(
              "PKIX leaves it to the application what a leaf may be used for",
              "path.authorities",
              List.of("leaf is a CA", "leaf is a CA with path length 0")),
          new Case(
              "as above",
              "path.key-usage",
              List.of("leaf may certify only", "leaf may commit only", "leaf may decipher only")),
          new Case(
              "PKIX doesn't count self-issued certificates against path lengths; Nitro has none",
              "path.names",
              List.of(
                  "a CA issued under its own name above certificate 1",
                  "a CA issued under its own name above certificate 2",
                  "a CA issued under its own name above certificate 3",
                  "a CA issued under its own name above certificate 4")),
          new Case(
              "PKIX compares names without regard to case; Nitro's are equal byte by byte",
              "path.names",
              List.of("issuer's name in capitals")),
          new Case(
              "PKIX uses key identifiers only to choose among trust anchors",
              "path.names",
              List.of(
                  "certificate 2 names another key of its issuer",
                  "certificate 3 names another key of its issuer")),
          new Case(
              "PKIX processes policies and purposes; Nitro uses none, so we don't",
              "path.extensions",
              List.of(
                  "certificate 2 has critical policies",
                  "certificate 2 has critical policy constraints",
                  "certificate 2 has policy constraints",
                  "certificate 3 has critical inhibitAnyPolicy",
                  "certificate 3 has inhibitAnyPolicy",
                  "certificate 4 has critical extended key usage")),
          new Case(
              "the JDK reads BER's truth values, and a path length that nothing is subject to",
              "path.certificates",
              List.of(
                  "certificate 1 has a flag that is neither true nor false",
                  "certificate 4 has a flag that is neither true nor false",
                  "certificate 4 has a path length without being a CA")));

  private static final List<Case> OF_GENUINE_DOCUMENTS =
      List.of(
          new Case(
              "the JDK reads a certificate from a stream and ignores what follows",
              "path.certificates",
              List.of(
                  "certificate 1 with a trailing byte",
                  "certificate 2 with a trailing byte",
                  "certificate 3 with a trailing byte",
                  "certificate 4 with a trailing byte")),
          new Case(
              "PKIX leaves it to the application what a leaf may be used for",
              "path.authorities",
              List.of("instance CA as leaf")),
          new Case(
              "PKIX doesn't count self-issued certificates against path lengths; Nitro has none",
              "path.names",
              List.of("certificate 0 twice", "root as leaf and root")));

  private Stricter() {}

  /// The check that refuses, by the name of the mutation of a document under a test root.
  static Map<String, String> underTestRoot() {
    return checks("", UNDER_A_TEST_ROOT);
  }

  /// The check that refuses, by the name of the mutation of a genuine document.
  static Map<String, String> ofGenuineDocuments() {
    Map<String, String> checks = checks("definite: ", OF_GENUINE_DOCUMENTS);
    checks.putAll(checks("indefinite: ", OF_GENUINE_DOCUMENTS));
    return checks;
  }

  private static Map<String, String> checks(String prefix, List<Case> cases) {
    Map<String, String> checks = new TreeMap<>();
    for (Case one : cases) {
      one.mutations().forEach(mutation -> checks.put(prefix + mutation, one.check()));
    }
    return checks;
  }
}
