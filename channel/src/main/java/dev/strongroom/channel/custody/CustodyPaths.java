// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

/// Where an enclave answers for its root secret.
public final class CustodyPaths {
  /// `GET`: how far it is.
  public static final String ROOT_SECRET = "/.well-known/strongroom/root-secret";

  /// `POST`: an operator wants the root secret to be made.
  public static final String BIRTH = ROOT_SECRET + "/birth";

  /// And an operator's name. `GET`: that operator's encrypted share, during the birth.
  public static final String SHARES = ROOT_SECRET + "/shares/";

  /// `POST`: an operator has stored and decrypted the share.
  public static final String CONFIRMATION = ROOT_SECRET + "/confirmation";

  /// `POST`: an operator releases the share.
  public static final String RELEASE = ROOT_SECRET + "/release";

  /// `POST`: a sibling asks for a nonce.
  public static final String HAND_OVER_NONCE = ROOT_SECRET + "/hand-over/nonce";

  /// `POST`: a sibling shows its evidence and gets the root secret.
  public static final String HAND_OVER = ROOT_SECRET + "/hand-over";

  private CustodyPaths() {}
}
