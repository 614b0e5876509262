// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

/// How an enclave is spoken to.
public enum Way {
  /// TLS that ends inside the enclave; each connection is verified before it carries anything.
  ATTESTED_CHANNEL("attested-channel"),
  /// Single requests, encrypted to a verified key, through whoever ends TLS.
  ENCRYPTED_MESSAGES("encrypted-messages");

  private final String label;

  Way(String label) {
    this.label = label;
  }

  /// The stable name, as in properties.
  @Override
  public String toString() {
    return label;
  }
}
