// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;

/// Why there is no root secret from KMS. Codes are stable; they appear in JSON and metrics.
///
/// None of these texts holds anything secret: the host may read them.
public sealed interface KmsFailure {
  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// Whether it can pass without anybody changing this enclave, so that trying again makes sense.
  default boolean passing() {
    return false;
  }

  /// There is no way to KMS, or it broke off.
  record Unreachable(String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-unreachable";
    }

    @Override
    public String describe() {
      return "KMS can't be reached: " + detail;
    }

    @Override
    public boolean passing() {
      return true;
    }
  }

  /// What answers isn't KMS: its certificate isn't one for that name, by an authority that this
  /// image trusts. Somebody sits in between.
  record UntrustedServer(String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-untrusted-server";
    }

    @Override
    public String describe() {
      return "what answers isn't KMS: " + detail;
    }
  }

  /// KMS has refused the request.
  ///
  /// @param kind what to do about it
  /// @param type KMS's name of the error
  /// @param message KMS's explanation
  record Refused(KmsRefusal kind, String type, String message) implements KmsFailure {
    @Override
    public String code() {
      return kind.code();
    }

    @Override
    public String describe() {
      return "KMS: " + kind.describe() + " (" + type + (message.isEmpty() ? ")" : ": ") + end();
    }

    private String end() {
      return message.isEmpty() ? "" : message + ")";
    }

    @Override
    public boolean passing() {
      return kind.passing();
    }
  }

  /// The answer isn't one to the request.
  record MalformedAnswer(String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-malformed-answer";
    }

    @Override
    public String describe() {
      return "malformed answer of KMS: " + detail;
    }
  }

  /// The answer is about another key than the pinned one.
  record WrongKey(String found) implements KmsFailure {
    @Override
    public String code() {
      return "kms-wrong-key";
    }

    @Override
    public String describe() {
      return "KMS has used key " + found + " instead of the configured one";
    }
  }

  /// The answer holds the secret in the clear: whoever answers hasn't looked at the evidence.
  record PlaintextPresent() implements KmsFailure {
    @Override
    public String code() {
      return "kms-plaintext-present";
    }

    @Override
    public String describe() {
      return "the answer of KMS isn't encrypted to this enclave";
    }
  }

  /// The encrypted answer isn't the one form of CMS that KMS sends.
  record MalformedEnvelope(String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-malformed-envelope";
    }

    @Override
    public String describe() {
      return "the answer of KMS is encrypted in an unknown form: " + detail;
    }
  }

  /// The encrypted answer is for somebody else, or damaged. There is one reason for whatever goes
  /// wrong once decryption has begun: whoever forges answers learns nothing from which step failed.
  record Unopenable() implements KmsFailure {
    @Override
    public String code() {
      return "kms-unopenable";
    }

    @Override
    public String describe() {
      return "the answer of KMS can't be opened here";
    }
  }

  /// What came out isn't the root secret that was wrapped.
  record SecretDiffers() implements KmsFailure {
    @Override
    public String code() {
      return "kms-secret-differs";
    }

    @Override
    public String describe() {
      return "what KMS has released isn't the root secret that was stored";
    }
  }

  /// What the host has stored isn't a wrapped root secret.
  record MalformedStored(String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-malformed-stored";
    }

    @Override
    public String describe() {
      return "what is stored isn't a wrapped root secret: " + detail;
    }
  }

  /// What an heir kept doesn't open under the data key that KMS has released: it was changed, or
  /// kept for another deployment, KMS key or identity key, or the data key is another.
  record KeptUnopenable() implements KmsFailure {
    @Override
    public String code() {
      return "kms-kept-unopenable";
    }

    @Override
    public String describe() {
      return "what is kept of the root secret doesn't open for this deployment, KMS key and"
          + " identity key";
    }
  }

  /// A secret to keep, or a kept one, isn't that of the pinned identity key.
  ///
  /// @param found where it leads to; identity keys are public
  record KeptIdentity(Bytes found) implements KmsFailure {
    @Override
    public String code() {
      return "kms-kept-identity";
    }

    @Override
    public String describe() {
      return "the root secret leads to identity key " + found.hex() + " instead of the pinned one";
    }
  }

  /// The host doesn't do its part.
  ///
  /// @param part `storage` or `credentials`
  record HostFailed(String part, String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-host-failed";
    }

    @Override
    public String describe() {
      return "the host's " + part + ": " + detail;
    }

    @Override
    public boolean passing() {
      return true;
    }
  }

  /// The device makes no evidence.
  record NoEvidence(String detail) implements KmsFailure {
    @Override
    public String code() {
      return "kms-no-evidence";
    }

    @Override
    public String describe() {
      return "no evidence for KMS: " + detail;
    }
  }
}
