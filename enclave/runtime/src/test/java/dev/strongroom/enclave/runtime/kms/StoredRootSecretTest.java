// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a host's store says becomes what a start can act on. Module `integration` has a real store.
class StoredRootSecretTest {
  private static final Bytes ONE = Bytes.utf8("one");
  private static final Bytes OTHER = Bytes.utf8("other");

  /// A host that says what it is told to, in order.
  private static final class Scripted implements Storage {
    private final Bytes place;
    private final Deque<Object> answers;

    Scripted(Object... answers) {
      this(StoredRootSecret.KEY, answers);
    }

    Scripted(Bytes place, Object[] answers) {
      this.place = place;
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    private Object next(Bytes key) throws StorageException {
      assertThat(key).isEqualTo(place);
      Object answer = answers.pop();
      if (answer instanceof StorageFailure failure) {
        throw new StorageException(failure);
      }
      return answer;
    }

    @Override
    public Optional<Stored> get(Bytes key) throws StorageException {
      return next(key) instanceof Bytes value
          ? Optional.of(new Stored(1, value))
          : Optional.empty();
    }

    @Override
    public long put(Bytes key, long expected, Bytes value) throws StorageException {
      assertThat(expected).as("never over another").isEqualTo(ABSENT);
      return (Long) next(key);
    }

    @Override
    public List<Long> putAll(List<Put> puts) {
      throw new AssertionError();
    }

    @Override
    public void delete(Bytes key, long expected) {
      throw new AssertionError();
    }

    @Override
    public Page scan(Bytes prefix, Bytes after, int limit) {
      throw new AssertionError();
    }
  }

  private static final StorageFailure LOST = new StorageFailure.ConnectionLost("cut");
  private static final StorageFailure CONFLICT = new StorageFailure.Conflict(0, 1);

  @Test
  void loads() throws Exception {
    assertThat(new StoredRootSecret(new Scripted(ONE)).load()).contains(ONE);
    assertThat(new StoredRootSecret(new Scripted("nothing")).load()).isEmpty();
    assertThatThrownBy(() -> new StoredRootSecret(new Scripted(LOST)).load())
        .isInstanceOf(IOException.class)
        .hasMessage("cut");
  }

  @Test
  void savesOnceAndTakesWhatWasFaster() throws Exception {
    assertThat(new StoredRootSecret(new Scripted(1L)).saveIfAbsent(ONE)).isEqualTo(ONE);
    assertThat(new StoredRootSecret(new Scripted(CONFLICT, OTHER)).saveIfAbsent(ONE))
        .isEqualTo(OTHER);
  }

  @Test
  void keepsWhatWasHandedOverByTheNameOfItsKey() throws Exception {
    Bytes place = Bytes.utf8("strongroom/root-secret/kept/arn:one");
    Scripted storage = new Scripted(place, new Object[] {1L, ONE});
    assertThat(StoredRootSecret.kept(storage, "arn:one").saveIfAbsent(ONE)).isEqualTo(ONE);
    assertThat(StoredRootSecret.kept(storage, "arn:one").load()).contains(ONE);
  }

  @Test
  void isNeverSureWithoutAnAnswer() {
    for (Object[] answers :
        new Object[][] {
          {LOST}, {CONFLICT, LOST}, {CONFLICT, "nothing"}, {new StorageFailure.DiskFull()}
        }) {
      assertThatThrownBy(() -> new StoredRootSecret(new Scripted(answers)).saveIfAbsent(ONE))
          .isInstanceOf(IOException.class);
    }
  }
}
