// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.ShownText;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Typed data (EIP-712) as `eth_signTypedData_v4` takes it.
///
/// Stricter than most wallets: the domain has the standard's members in the standard's order, every
/// other type is used and none contains itself, no member is missing, null or too much, a number
/// fits its type.
public final class EvmTypedData implements Signable {
  private static final Set<String> MEMBERS = Set.of("domain", "types", "primaryType", "message");
  private static final Bytes PREFIX = Bytes.fromHex("1901");

  private final String primary;
  private final String primaryType;
  private final TypedValueReader.StructValue domain;
  private final TypedValueReader.StructValue message;

  private EvmTypedData(
      String primary,
      String primaryType,
      TypedValueReader.StructValue domain,
      TypedValueReader.StructValue message) {
    this.primary = primary;
    this.primaryType = primaryType;
    this.domain = domain;
    this.message = message;
  }

  /// Reads typed data.
  ///
  /// @param typedData an object of `domain`, `types`, `primaryType` and `message`. Integers are
  ///   numbers or texts, decimal or hexadecimal with 0x
  /// @throws UndecodableException if it isn't exactly that
  public static EvmTypedData parse(JsonNode typedData) throws UndecodableException {
    try {
      typedData.onlyMembers(MEMBERS);
      String primary = typedData.member("primaryType").text();
      TypedDataTypes types = TypedDataTypes.parse(typedData.member("types"), primary);
      TypedValueReader reader = new TypedValueReader(types);
      return new EvmTypedData(
          primary,
          types.encoded(primary),
          reader.struct(typedData.member("domain"), TypedDataTypes.DOMAIN),
          reader.struct(typedData.member("message"), primary));
    } catch (MalformedJsonException e) {
      throw new UndecodableException("typed-data", e.getMessage());
    }
  }

  /// What is signed: 32 bytes.
  public Bytes digest() {
    return Keccak.hash(PREFIX, domain.hash(), message.hash());
  }

  @Override
  public Form form() {
    return Form.EVM_TYPED_DATA;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    String signer = EvmAddress.of(key).text();
    Map<String, Object> given = domain.seen();
    String name = (String) given.getOrDefault("name", "");
    String contract = (String) given.getOrDefault("verifyingContract", "");
    Optional<TypedPermit> permit = TypedPermit.of(primaryType, message.seen(), contract, signer);
    List<String> unsure = new ArrayList<>();
    if (ShownText.hasLookAlikes(name)) {
      unsure.add("look-alikes");
    }
    if (permit.isEmpty() && TypedPermit.named(primary)) {
      unsure.add("unknown-permit");
    }
    return new Facts(
        Form.EVM_TYPED_DATA,
        Map.of(
            "domain",
            Map.of(
                "name", name,
                "version", given.getOrDefault("version", ""),
                "chain_id", given.getOrDefault("chainId", BigInteger.ZERO),
                "verifying_contract", contract,
                "salt", given.getOrDefault("salt", "")),
            "has_chain_id",
            given.containsKey("chainId"),
            "has_verifying_contract",
            given.containsKey("verifyingContract"),
            "primary_type",
            primary,
            "message",
            message.seen(),
            "permit",
            permit.orElse(TypedPermit.NONE).members()),
        unsure);
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    Secp256k1.checkCurve(key);
    return List.of(new SigningItem(Scheme.ECDSA, digest()));
  }

  /// The signature with 27 or 28 at its end, as tools show it; no id.
  ///
  /// @throws UndecodableException if the signature isn't in its form; whether it is this key's
  ///   isn't looked at
  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    Bytes signature = EvmSignatures.written(OneSignature.of(signatures));
    return new Signed(List.of(signature), signature, Bytes.EMPTY);
  }
}
