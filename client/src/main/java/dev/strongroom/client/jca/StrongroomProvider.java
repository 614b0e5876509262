// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets keys of a vault sign by the JCA. It isn't registered by itself; whoever can name a provider
/// passes this one:
///
/// ```java
/// var provider = new StrongroomProvider(new ListedKeys(vault, receipts::keep));
/// var keys = KeyStore.getInstance("Strongroom", provider);
/// keys.load(null, null);
/// var signature = Signature.getInstance("SHA256withECDSA", provider);
/// signature.initSign((PrivateKey) keys.getKey("the invoices' key", null));
/// ```
///
/// `NONEwithECDSA`, `SHA256withECDSA` and `SHA256withECDSAinP1363Format` ask for a signature over a
/// digest, of which no policy sees what it is of: the key's policy has to allow that. `Ed25519`
/// asks for one over the message.
public final class StrongroomProvider extends Provider {
  private static final long serialVersionUID = 1;

  /// Its name.
  public static final String NAME = "Strongroom";

  private static final Map<String, String> FOR_HANDLES =
      Map.of("SupportedKeyClasses", VaultPrivateKey.class.getName());

  /// @param keys what key stores list
  public StrongroomProvider(VaultKeys keys) {
    super(NAME, "1", "Keys that stay in a vault");
    for (VaultAlgorithm algorithm : VaultAlgorithm.values()) {
      putService(
          new Made(
              this,
              "Signature",
              algorithm.jcaName(),
              algorithm.aliases(),
              FOR_HANDLES,
              () -> new VaultSignature(algorithm)));
    }
    putService(
        new Made(this, "KeyStore", NAME, List.of(), Map.of(), () -> new VaultKeyStore(keys)));
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a provider that holds a connection");
  }

  /// Makes a service's objects.
  private interface Maker {
    Object make() throws NoSuchAlgorithmException;
  }

  /// A service whose objects aren't made by reflection.
  private static final class Made extends Service {
    private final Maker maker;

    Made(
        Provider provider,
        String type,
        String algorithm,
        List<String> aliases,
        Map<String, String> attributes,
        Maker maker) {
      super(provider, type, algorithm, Maker.class.getName(), aliases, attributes);
      this.maker = maker;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return maker.make();
    }

    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
      return parameter instanceof VaultPrivateKey;
    }
  }
}
