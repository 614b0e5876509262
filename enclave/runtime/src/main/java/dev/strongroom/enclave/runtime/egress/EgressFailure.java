// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

/// Why the host made no connection. All but the last three are what the host says: a claim.
public enum EgressFailure {
  /// The host can't read the request.
  MALFORMED_REQUEST("egress-malformed-request", "the host can't read the request"),
  /// Each address of the name is one that the host's operator doesn't allow, such as a private one.
  ADDRESS_NOT_ALLOWED(
      "egress-address-not-allowed", "the host doesn't connect to addresses of this kind"),
  /// The name has no address.
  NAME_UNKNOWN("egress-name-unknown", "the name has no address"),
  /// Nobody listens there.
  CONNECTION_REFUSED("egress-connection-refused", "nobody listens there"),
  /// There is no way there, or no answer.
  UNREACHABLE("egress-unreachable", "no answer from there"),
  /// The host has as many connections as it wants.
  BUSY("egress-busy", "the host has too many connections"),
  /// The host couldn't connect for another reason.
  FAILED("egress-failed", "the host couldn't connect"),
  /// The host doesn't offer egress.
  HOST_ABSENT("egress-host-absent", "the host doesn't offer connections to the outside"),
  /// The host didn't answer in time.
  HOST_SILENT("egress-host-silent", "the host didn't answer in time"),
  /// The host's answer isn't one.
  MALFORMED_ANSWER("egress-malformed-answer", "the host's answer is malformed");

  private final String code;
  private final String description;

  EgressFailure(String code, String description) {
    this.code = code;
    this.description = description;
  }

  /// A stable name.
  public String code() {
    return code;
  }

  /// The same for people.
  public String describe() {
    return description;
  }
}
