// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.android.RootOfTrust.BootState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is accepted of keys in Android phones.
///
/// @param anchors roots; pinned by key, since Google renews their certificates
/// @param application which app may use the key
/// @param boot what the phone booted
/// @param versions how old its software may be
/// @param key where the key is, and what for
/// @param trust in those who attest it
/// @param nonce the challenge; what is required comes with the question
public record AndroidKeyPolicy(
    List<TrustAnchor> anchors,
    Requirement<Set<Application>> application,
    Boot boot,
    Versions versions,
    Key key,
    Trust trust,
    Requirement<Boolean> nonce)
    implements HandheldPolicy {

  /// Google's root on RSA-4096, which has had certificates of 2016, 2019, 2021 and 2022.
  public static final TrustAnchor GOOGLE_RSA =
      TrustAnchor.ofKey(
          "google-hardware-attestation-rsa",
          Bytes.fromHex("feb2ea7551ee316ed4bb443c8293b884dbfdea40b603ee3e4f4a897e4580fbae"));

  /// Google's root on P-384 of 2025, "Key Attestation CA1".
  public static final TrustAnchor GOOGLE_EC =
      TrustAnchor.ofKey(
          "google-key-attestation-ca1",
          Bytes.fromHex("3ee44512a1af2beb39c889490c60ea3f82e43f5d5a5532f5ab9419f676cd07ec"));

  /// Both of Google's.
  public static final List<TrustAnchor> GOOGLE = List.of(GOOGLE_RSA, GOOGLE_EC);

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if no root is pinned, or no app listed
  public AndroidKeyPolicy {
    anchors = List.copyOf(anchors);
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("at least one root is needed");
    }
    demandSome(application, "application");
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.ANDROID_KEY;
  }

  /// An app: its name alone anybody can take.
  ///
  /// @param name of its package
  /// @param signer SHA-256 of the certificate that signs it
  public record Application(String name, Bytes signer) {
    /// Checks the length.
    public Application {
      if (name.isBlank() || signer.length() != 32) {
        throw new IllegalArgumentException("a package's name and a SHA-256 are needed");
      }
    }
  }

  /// What the phone may have booted.
  ///
  /// @param states accepted ones
  /// @param unlocked why an unlocked boot loader is accepted; empty if it isn't
  /// @param key that verified the system; names the system where the owner put in a key
  /// @param hash of everything that was verified: one build of one model
  public record Boot(
      Set<BootState> states,
      Optional<String> unlocked,
      Requirement<Set<Bytes>> key,
      Requirement<Set<Bytes>> hash) {
    /// Copies the set.
    public Boot {
      states = Set.copyOf(states);
      if (states.isEmpty()) {
        throw new IllegalArgumentException("at least one boot state is needed");
      }
      demandSome(key, "bootKey");
      demandSome(hash, "bootHash");
    }
  }

  /// The least versions, as the phone writes them.
  ///
  /// @param os such as 150000 for Android 15
  /// @param osPatch month such as 202511
  /// @param vendorPatch day such as 20251105
  /// @param bootPatch day such as 20251105
  public record Versions(
      Requirement<Long> os,
      Requirement<Long> osPatch,
      Requirement<Long> vendorPatch,
      Requirement<Long> bootPatch) {}

  /// What a key can be for (KeyPurpose.aidl), by number.
  public enum Purpose {
    /// Decryption; also encryption, of symmetric keys.
    ENCRYPT(0, "encrypt"),
    /// Decryption.
    DECRYPT(1, "decrypt"),
    /// Signatures.
    SIGN(2, "sign"),
    /// Verification of signatures.
    VERIFY(3, "verify"),
    /// Not in use.
    DERIVE(4, "derive"),
    /// Unwrapping of imported keys.
    WRAP(5, "wrap"),
    /// Agreement on keys.
    AGREE(6, "agree"),
    /// Attestation of other keys.
    ATTEST(7, "attest");

    private final long number;
    private final String label;

    Purpose(long number, String label) {
      this.number = number;
      this.label = label;
    }

    /// The number in the list of purposes.
    public long number() {
      return number;
    }

    /// The stable name used in JSON and policy files.
    @Override
    public String toString() {
      return label;
    }
  }

  /// Where the key has to be, and what it may do.
  ///
  /// @param least where it is kept and attested; never [SecurityLevel#SOFTWARE]
  /// @param purposes it may have no other
  /// @param imported why a key is accepted that wasn't made in the phone; empty if it isn't
  /// @param rollbackResistance whether the phone can't bring a deleted key back
  /// @param userAuthentication whether the person has to unlock it
  public record Key(
      SecurityLevel least,
      Requirement<Set<Purpose>> purposes,
      Optional<String> imported,
      Requirement<Boolean> rollbackResistance,
      Requirement<Boolean> userAuthentication) {
    /// Refuses software.
    public Key {
      if (least == SecurityLevel.SOFTWARE) {
        throw new IllegalArgumentException("keys in software aren't what this is for");
      }
      demandSome(purposes, "purposes");
    }
  }

  /// How far those who attest are trusted.
  ///
  /// @param remotelyProvisioned whether the attesting key has to be one that Google's servers
  ///   certify for weeks, not one from the factory
  /// @param statusListAge how old the list of revoked keys may be
  /// @param unknownRevocation why no list, or an old one, is accepted; empty if it isn't
  public record Trust(
      Requirement<Boolean> remotelyProvisioned,
      Duration statusListAge,
      Optional<String> unknownRevocation) {
    /// A week.
    public static final Duration STATUS_LIST_AGE = Duration.ofDays(7);

    /// Refuses nonsense.
    public Trust {
      if (statusListAge.isNegative()) {
        throw new IllegalArgumentException("an age isn't negative");
      }
    }
  }

  private static <T> void demandSome(Requirement<Set<T>> requirement, String name) {
    if (requirement instanceof Requirement.Require<Set<T>>(Set<T> wanted) && wanted.isEmpty()) {
      throw new IllegalArgumentException(name + ": nothing is accepted");
    }
  }
}
