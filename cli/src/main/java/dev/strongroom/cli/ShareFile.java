// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.JsonBytes;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.SealedShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// An operator's stored share: encrypted to the operator, and signed by it. Anybody can encrypt
/// something to an operator; without the signature, shares exchanged on disk would bring up a
/// deployment whose secret a thief made.
final class ShareFile {
  private ShareFile() {}

  /// Stores a share.
  static void write(Path file, SealedShare share, OperatorKeyFile keys) throws UsageException {
    OperatorRequest signed =
        OperatorRequest.sign(
            Action.STORE,
            keys.name(),
            share.header().deployment(),
            share.header().ceremony(),
            share.encoded(),
            keys.signing());
    PrivateFile.create(
        file,
        "{\"version\":1,\"operator\":\""
            + keys.name()
            + "\",\"share\":"
            + share.json()
            + ",\"signature\":\""
            + signed.signature().hex()
            + "\"}\n");
  }

  /// Reads a share.
  ///
  /// @throws UsageException if it isn't one, or not signed by this operator
  static SealedShare read(Path file, OperatorKeyFile keys) throws UsageException {
    try {
      JsonNode node = JsonNode.parse(Files.readString(file));
      node.onlyMembers(Set.of("version", "operator", "share", "signature"));
      node.member("version").integer(1, 1);
      SealedShare share = SealedShare.parse(node.member("share"));
      Bytes signature = JsonBytes.hex(node.member("signature"), 64);
      OperatorRequest stored =
          new OperatorRequest(
              Action.STORE, keys.name(), share.header().ceremony(), share.encoded(), signature);
      if (!node.member("operator").text().equals(keys.name())
          || !stored.signedBy(keys.signing().publicKey(), share.header().deployment())) {
        throw new UsageException(file + ": not a share that " + keys.name() + " stored");
      }
      return share;
    } catch (MalformedJsonException | MalformedCustodyException e) {
      throw new UsageException(file + ": not a share: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }
}
