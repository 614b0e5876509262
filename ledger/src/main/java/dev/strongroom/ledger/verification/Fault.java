// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

/// What can be wrong with a receipt besides its evidence and its witnesses. Codes are stable.
public enum Fault {
  /// An entry of a known kind that isn't what such an entry is.
  ENTRY_MALFORMED("entry-malformed"),
  /// The entry is about no digest, and a digest was asked about.
  ENTRY_WITHOUT_DIGEST("entry-without-digest"),
  /// The entry is about another digest than the one that was asked about.
  DIGEST_DIFFERS("digest-differs"),
  /// The manifest beside the receipt isn't the one that was entered.
  MANIFEST_DIFFERS("manifest-differs"),
  /// The digest that was asked about isn't in the manifest.
  NOT_IN_MANIFEST("not-in-manifest"),
  /// The tree has no leaf with this counter, or no path of this length leads there.
  COUNTER_OUTSIDE_TREE("counter-outside-tree"),
  /// The entry is another leaf than the counter says.
  COUNTER_DIFFERS("counter-differs"),
  /// Entry, salt, counter or path isn't what is in the tree.
  ENTRY_NOT_IN_TREE("entry-not-in-tree"),
  /// The log's key hasn't signed the checkpoint.
  LOG_SIGNATURE_MISSING("log-signature-missing"),
  /// A signature that says that it is the log's isn't.
  LOG_SIGNATURE_WRONG("log-signature-wrong"),
  /// The policy doesn't name the key that signed the checkpoint.
  LOG_NOT_ACCEPTED("log-not-accepted"),
  /// The epoch's entry isn't in the tree where it says that it is.
  EPOCH_NOT_IN_TREE("epoch-not-in-tree"),
  /// The tree before the epoch is another than the one that the enclave took over.
  PREVIOUS_ROOT_DIFFERS("previous-root-differs"),
  /// The epoch's key hasn't signed the checkpoint.
  EPOCH_SIGNATURE_MISSING("epoch-signature-missing"),
  /// A signature that says that it is the epoch's isn't.
  EPOCH_SIGNATURE_WRONG("epoch-signature-wrong"),
  /// The epoch's statement is about another log.
  ORIGIN_DIFFERS("origin-differs"),
  /// The evidence binds another log key than the one that signed the checkpoint.
  BOUND_KEY_DIFFERS("bound-key-differs"),
  /// The bytes aren't evidence.
  EVIDENCE_MALFORMED("evidence-malformed"),
  /// The evidence binds another key than the epoch's.
  EVIDENCE_BINDS_ANOTHER_KEY("evidence-binds-another-key"),
  /// The evidence binds another statement than the epoch's.
  EVIDENCE_BINDS_ANOTHER_STATEMENT("evidence-binds-another-statement"),
  /// The enclave is a simulated one, and the policy names no simulated root.
  SIMULATED_EPOCH("simulated-epoch"),
  /// The entry is older than the epoch whose evidence the receipt has.
  ENTERED_BEFORE_EPOCH("entered-before-epoch"),
  /// The receipt says that the enclave isn't simulated, and it is, or the other way around.
  SIMULATED_DIFFERS("simulated-differs"),
  /// The entry says a time that is yet to come.
  ENTRY_IN_FUTURE("entry-in-future"),
  /// The evidence says a time that is yet to come.
  EVIDENCE_IN_FUTURE("evidence-in-future"),
  /// The entry says a time after the one by which others saw it.
  ENTRY_AFTER_WITNESSES("entry-after-witnesses"),
  /// The evidence says a time after the one by which others saw it.
  EVIDENCE_AFTER_WITNESSES("evidence-after-witnesses"),
  /// The entry says a time before the evidence's, whose epoch it belongs to.
  ENTRY_BEFORE_EVIDENCE("entry-before-evidence"),
  /// The policy asks for a bound in time that nobody vouches for.
  TIME_BOUND_MISSING("time-bound-missing"),
  /// The entry may be older than the policy wants.
  TOO_EARLY("too-early"),
  /// Nobody shows that the entry existed as early as the policy wants.
  TOO_LATE("too-late"),
  /// The log's key hasn't signed the COSE form.
  COSE_SIGNATURE_WRONG("cose-signature-wrong"),
  /// The policy asks for a time-stamp, and none is good.
  TIMESTAMP_MISSING("timestamp-missing"),
  /// A time-stamp that the policy could accept isn't good.
  TIMESTAMP_WRONG("timestamp-wrong");

  private final String code;

  Fault(String code) {
    this.code = code;
  }

  /// The stable name.
  public String code() {
    return code;
  }
}
