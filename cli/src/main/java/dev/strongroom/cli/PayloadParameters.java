// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which key is to sign what.
final class PayloadParameters {
  @Parameters(
      index = "0",
      paramLabel = "KEY",
      converter = KeyId.Converter.class,
      description = "The key's id.")
  private KeyId key = new KeyId("");

  @Parameters(
      index = "1",
      paramLabel = "FORM",
      description = {
        "evm-transaction (unsigned, hexadecimal), evm-message (text), evm-typed-data (JSON of EIP-712),",
        "solana-transaction (base64), solana-message (text), bitcoin-transaction (PSBT, base64),",
        "message (hexadecimal) or digest (hexadecimal)."
      })
  private String form = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "CONTENT",
      description = "What is to be signed, as the form wants it.")
  private @Nullable String content;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Read CONTENT from a file, without the line end at its end.")
  private @Nullable Path file;

  @Option(
      names = "--account",
      paramLabel = "PATH",
      description = "Which account of a seed, such as m/44'/60'/0'/0/1. Default: the form's first.")
  private @Nullable String account;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      defaultValue = "mainnet",
      description = "Of a PSBT: mainnet, testnet or regtest. Default: mainnet.")
  private String network = "mainnet";

  @Option(
      names = "--scheme",
      paramLabel = "NAME",
      defaultValue = "ecdsa",
      description = "For a digest: ecdsa or schnorr. Default: ecdsa.")
  private String scheme = "ecdsa";

  /// Made by the command-line library, which sets the fields.
  PayloadParameters() {}

  /// Which key.
  KeyId key() {
    return key;
  }

  /// As the vault's interface has it, with the account.
  Map<String, Object> request() throws UsageException {
    if ((content == null) == (file == null)) {
      throw new UsageException("what is to be signed? CONTENT or --file says it, not both");
    }
    String text = content != null ? content : withoutLineEnd(TextFile.read(orEmpty(file)));
    Map<String, Object> request = new LinkedHashMap<>(Payloads.of(form, text, network, scheme));
    if (account != null) {
      request.put("path", account);
    }
    return request;
  }

  private static Path orEmpty(@Nullable Path path) {
    return path == null ? Path.of("") : path;
  }

  private static String withoutLineEnd(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
