// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.SignedNote;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import tools.jackson.core.JsonGenerator;

/// Where this test's classes and those it needs came from, for a process of its own.
final class ClassPath {
  private ClassPath() {}

  static String ofTests() throws Exception {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            KillTarget.class,
            WitnessServer.class,
            SignedNote.class,
            Bytes.class,
            Ed25519.class,
            JsonGenerator.class,
            org.sqlite.JDBC.class)) {
      String resource = "/" + type.getName().replace('.', '/') + ".class";
      String url = String.valueOf(type.getResource(resource));
      // jar:file:/a.jar!/b.class, or file:/classes/b.class
      String place = url.substring(0, url.length() - resource.length());
      if (place.startsWith("jar:")) {
        place = place.substring("jar:".length(), place.length() - 1);
      }
      places.add(Path.of(URI.create(place)).toString());
    }
    return String.join(File.pathSeparator, places);
  }
}
