// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import dev.strongroom.ledger.inference.UsageCount;
import java.io.InputStream;
import java.util.Optional;

/// Takes the counts of tokens from what a back end says, without changing it ([UsageCount]). Not
/// thread-safe.
public final class UsageCounter {
  private static final Sought USAGE = new Sought("\"usage\"", 1);

  private final UsageCount count;

  /// @param outputNeeded whether there is output that has to be counted; embeddings have none
  public UsageCounter(boolean outputNeeded) {
    this.count = new UsageCount(outputNeeded);
  }

  /// Looks into an event of a stream.
  public void see(StreamEvent event) {
    // What isn't in the event isn't in its data, which takes longer to get.
    if (event.contains(USAGE)) {
      count.see(event.data());
    }
  }

  /// Reads an answer that is one JSON object to its end.
  public void see(InputStream answer) {
    count.see(answer);
  }

  /// The counts; empty if the back end didn't say them.
  public Optional<Usage> usage() {
    return count.usage();
  }
}
