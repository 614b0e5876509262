// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

/// Kinds of errors of KMS ("Decrypt", "GenerateDataKey" and "Common errors", AWS KMS API
/// Reference), by what has to be done about them.
public enum KmsRefusal {
  /// The key's policy doesn't allow it: not to this measurement, or not to these credentials.
  DENIED("kms-denied", "denied by the key's policy", false),
  /// The host's credentials have expired or aren't valid, or the clocks differ.
  CREDENTIALS("kms-credentials", "the host's credentials aren't accepted", true),
  /// Too many requests.
  THROTTLED("kms-throttled", "too many requests", true),
  /// KMS itself fails.
  UNAVAILABLE("kms-unavailable", "out of order", true),
  /// The key is disabled, deleted, of the wrong kind or doesn't exist.
  KEY("kms-key", "the key can't be used", false),
  /// What is stored was encrypted under another key or context, or is damaged.
  CIPHERTEXT("kms-ciphertext", "the stored secret isn't accepted", false),
  /// Anything else.
  OTHER("kms-refused", "refused", false);

  private final String code;
  private final String description;
  private final boolean passing;

  KmsRefusal(String code, String description, boolean passing) {
    this.code = code;
    this.description = description;
    this.passing = passing;
  }

  /// A stable name.
  public String code() {
    return code;
  }

  /// The same for people.
  public String describe() {
    return description;
  }

  /// Whether it can pass without anybody changing this enclave.
  public boolean passing() {
    return passing;
  }

  /// The kind of an error.
  ///
  /// @param type KMS's name of it, without a namespace
  /// @param status HTTP's
  static KmsRefusal of(String type, int status) {
    return switch (type) {
      case "AccessDeniedException", "AccessDenied", "NotAuthorized" -> DENIED;
      case "ExpiredTokenException",
          "ExpiredToken",
          "UnrecognizedClientException",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "IncompleteSignatureException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "RequestExpired" ->
          CREDENTIALS;
      case "ThrottlingException", "Throttling", "LimitExceededException", "RequestLimitExceeded" ->
          THROTTLED;
      case "KMSInternalException",
          "DependencyTimeoutException",
          "KeyUnavailableException",
          "InternalFailure",
          "InternalServerError",
          "ServiceUnavailable",
          "ServiceUnavailableException" ->
          UNAVAILABLE;
      case "NotFoundException",
          "DisabledException",
          "KMSInvalidStateException",
          "InvalidKeyUsageException",
          "InvalidArnException" ->
          KEY;
      case "InvalidCiphertextException", "IncorrectKeyException" -> CIPHERTEXT;
      default -> status == 429 ? THROTTLED : status >= 500 ? UNAVAILABLE : OTHER;
    };
  }
}
