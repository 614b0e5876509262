// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.IOException;
import java.nio.file.Files;

/// The measured configurations of two gateways, one behind the other.
final class Configurations {
  private Configurations() {}

  /// Of the one that has models only beside it.
  static String far(int models) {
    return """
    {"version":1,"deployment":"far","rootSecret":{"source":"simulated"},
     "settings":{
       "ledger":{"origin":"example.com/far","quorum":0},
       "inference":{
         "models":[{"name":"far","backend":"beside"},{"name":"either","backend":"beside"}],
         "backends":{"beside":{"kind":"loopback","port":%d}}}}}
    """
        .formatted(models);
  }

  /// Of the one that has that one behind it, verified under the policy that its host wrote.
  static String near(int models, GatewayUp far) throws IOException {
    return """
    {"version":1,"deployment":"near","rootSecret":{"source":"simulated"},
     "egress":["%s"],
     "settings":{
       "ledger":{"origin":"example.com/near","quorum":0},
       "inference":{
         "models":[{"name":"tiny","backend":"beside"},{"name":"far","backend":"far"},
                   {"name":"either","backends":["far","beside"]}],
         "history":{"embeddings":"tiny"},
         "backends":{
           "beside":{"kind":"loopback","port":%d},
           "far":{"kind":"attested","address":"%s","reattest":"PT10M","policy":%s}}}}}
    """
        .formatted(
            far.address(),
            models,
            far.address(),
            Files.readString(far.state().resolve("policy.json")));
  }
}
