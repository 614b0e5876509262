// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `strongroom up` with a configuration of its own: a gateway with the tiny model inside, which
/// also says where texts are, so that its users can keep collections.
final class TinyGateway {
  private static final String WEIGHTS = "tiny.gguf";
  private static final String CONFIGURATION = "gateway.json";

  private TinyGateway() {}

  /// Starts it.
  ///
  /// @param folder for all of it, and whose folder `home` is its home; what is kept there from
  ///   before is served again
  static ModelUp start(Path folder) throws IOException {
    Path file = folder.resolve(WEIGHTS);
    if (!Files.exists(file)) {
      Bytes weights = TinyModel.synthesise(1);
      Files.write(file, weights.toByteArray());
      Files.writeString(
          folder.resolve(CONFIGURATION),
          """
          {"version":1,"deployment":"tiny","rootSecret":{"source":"simulated"},
           "settings":{
             "ledger":{"origin":"example.com/log","quorum":0},
             "inference":{
               "models":[{"name":"tiny","backend":"inside"}],
               "backends":{"inside":{"kind":"embedded","context":512,"threads":1,
                                     "weights":{"sha256":"%s","length":%d}}},
               "history":{"embeddings":"tiny"}}}}
          """
              .formatted(OfferedContent.of(file).sha256().hex(), weights.length()));
    }
    ModelUp up =
        ModelUp.start(folder, List.of("--configuration", CONFIGURATION, "--offer", WEIGHTS));
    assertThat(up.address()).as(up.command().complaints()).isNotEmpty();
    return up;
  }

  /// Where the host keeps what the enclave stores.
  static Path store(Path folder) {
    return folder.resolve("home/.local/state/strongroom/store.sqlite");
  }
}
