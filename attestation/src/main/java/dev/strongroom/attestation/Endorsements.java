// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.util.ArrayList;
import java.util.List;

/// Endorsements (RFC 9334, section 8.2): what makers vouch for, and what has to be there to verify
/// evidence that doesn't bring it along. Always given, never fetched by a verifier. Nothing in them
/// is trusted because it is there; each verification takes what it needs, and checks it.
///
/// @param items in any order
public record Endorsements(List<Item> items) {

  /// No endorsements: enough for evidence that brings its own, as Nitro's does.
  public static final Endorsements NONE = new Endorsements(List.of());

  /// Things of one bundle at most.
  public static final int MAX_ITEMS = 256;

  /// Bytes of one item at most; a revocation list or a file of reference values can be long.
  public static final int MAX_LENGTH = 8 << 20;

  /// What an item is.
  public enum Type {
    /// An X.509 certificate, DER.
    CERTIFICATE("certificate"),
    /// A certificate revocation list, DER.
    REVOCATION_LIST("revocation-list"),
    /// An OCSP response, DER.
    OCSP_RESPONSE("ocsp-response"),
    /// Intel's TCB info as it was served, JSON with its signature.
    TCB_INFO("tcb-info"),
    /// Intel's identity of a quoting enclave as it was served, JSON with its signature.
    QE_IDENTITY("qe-identity"),
    /// A reference integrity manifest, signed XML.
    REFERENCE_MANIFEST("reference-manifest"),
    /// Keys of a service that issues attestation results, a JSON Web Key Set.
    KEY_SET("key-set"),
    /// A log of what was measured, which the measurements vouch for: CCEL or JSON.
    EVENT_LOG("event-log");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    /// The stable name used in JSON.
    @Override
    public String toString() {
      return label;
    }
  }

  /// One of them.
  ///
  /// @param type what it is said to be
  /// @param content exactly as it was signed or served
  /// @param source where it came from, for people; may be empty
  public record Item(Type type, Bytes content, String source) {

    /// Checks the length.
    public Item {
      if (content.isEmpty() || content.length() > MAX_LENGTH) {
        throw new IllegalArgumentException("1 to " + MAX_LENGTH + " bytes are needed");
      }
    }

    /// One of unknown origin.
    public static Item of(Type type, Bytes content) {
      return new Item(type, content, "");
    }
  }

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if there are too many
  public Endorsements {
    items = List.copyOf(items);
    if (items.size() > MAX_ITEMS) {
      throw new IllegalArgumentException("at most " + MAX_ITEMS + " endorsements");
    }
  }

  /// What is there of a type, in order.
  public List<Bytes> of(Type type) {
    return items.stream().filter(item -> item.type() == type).map(Item::content).toList();
  }

  /// These and others.
  ///
  /// @throws IllegalArgumentException if that is too many
  public Endorsements with(Endorsements others) {
    List<Item> all = new ArrayList<>(items);
    all.addAll(others.items);
    return new Endorsements(all);
  }
}
