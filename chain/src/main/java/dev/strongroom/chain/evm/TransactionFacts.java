// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A transaction as policies see it.
final class TransactionFacts {
  private static final int SELECTOR = 4;

  private TransactionFacts() {}

  static Facts of(TransactionFields fields) {
    Bytes data = fields.data();
    Optional<EvmCall> call = fields.to().isEmpty() ? Optional.empty() : EvmCall.read(data);
    Map<String, Object> members = new HashMap<>();
    members.put("type", (long) fields.type());
    members.put("chain_id", fields.chainId());
    members.put("nonce", fields.nonce());
    members.put("creates", fields.to().isEmpty());
    members.put("to", fields.to().map(EvmAddress::text).orElse(""));
    members.put("value", fields.value());
    members.put("gas", fields.gas());
    members.put("gas_price", fields.gasPrice());
    members.put("priority_fee", fields.priorityFee());
    members.put("max_fee", fields.maxFee());
    members.put("data_length", (long) data.length());
    members.put("selector", data.length() < SELECTOR ? "" : "0x" + data.slice(0, SELECTOR).hex());
    members.put("access_list", fields.accessList().stream().map(EvmAddress::text).toList());
    members.put(
        "authorizations",
        fields.authorizations().stream()
            .<Map<String, Object>>map(each ->
                Map.of(
                    "chain_id", each.chainId(),
                    "address", each.address().text(),
                    "nonce", each.nonce()))
            .toList());
    members.put("call", call.orElse(EvmCall.NONE).members());
    return new Facts(Form.EVM_TRANSACTION, members, unsure(fields, call));
  }

  private static List<String> unsure(TransactionFields fields, Optional<EvmCall> call) {
    List<String> unsure = new ArrayList<>();
    if (fields.to().isEmpty()) {
      unsure.add("contract-creation");
    } else if (!fields.data().isEmpty() && !call.map(EvmCall::complete).orElse(false)) {
      unsure.add("unknown-call");
    }
    if (fields.chainId() == 0) {
      unsure.add("pre-eip-155");
    }
    return unsure;
  }
}
