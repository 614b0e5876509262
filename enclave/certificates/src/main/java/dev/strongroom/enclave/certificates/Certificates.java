// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.certificates.CertificateSettings.Acme;
import dev.strongroom.enclave.certificates.CertificateSettings.Own;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.certificates.CertificateKeeper;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.egress.EgressDeniedException;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import java.util.Optional;

/// Keeps certificates as the measured configuration's settings `certificates` say.
public final class Certificates implements CertificateKeeper {
  private static final String PURPOSE = "certificates";

  /// Settings of the log's, and that of them by which several enclaves share it with its store.
  private static final String LOG = "ledger";

  private static final String MEMBERS = "members";

  /// Found among the measured jars.
  public Certificates() {}

  @Override
  public Kept start(Enclave enclave, ServedNames names) throws ServiceException {
    CertificateSettings settings = settings(enclave);
    if (settings.ledger() && enclave.ledger().isEmpty()) {
      throw new ServiceException(
          "settings.certificates: this enclave keeps no log that certificates could be entered in;"
              + " \"ledger\": false goes without",
          null);
    }
    Standing standing = new Standing(enclave);
    SealedRecords records =
        new SealedRecords(enclave.sealedStorage(PURPOSE, 1, SealedStorage.Names.PLAIN));
    try {
      EntryBook book =
          new EntryBook(settings.ledger() ? enclave.ledger() : Optional.empty(), records);
      Shelf shelf = new Shelf(settings.domains(), records, book, names, standing, enclave.clock());
      shelf.restore();
      return switch (settings.source()) {
        case Acme acme ->
            KeptCertificates.ofAuthority(
                settings,
                records,
                book,
                shelf,
                standing,
                new AcmeSource(
                    new AcmeWork(acme, settings.domains(), records, book, shelf, names, enclave),
                    shelf,
                    standing,
                    enclave.clock(),
                    enclave.random()));
        case Own own ->
            KeptCertificates.ofOperator(
                settings,
                records,
                book,
                shelf,
                standing,
                new OwnSource(
                    settings.domains(),
                    Trust.in(own.roots()),
                    records,
                    book,
                    shelf,
                    enclave.random()));
      };
    } catch (CertificateException e) {
      records.close();
      throw new ServiceException("certificates: " + e.problem().code() + ": " + e.detail(), e);
    }
  }

  private static CertificateSettings settings(Enclave enclave) throws ServiceException {
    try {
      Optional<JsonNode> log = enclave.settings(LOG);
      if (log.isPresent() && log.get().optional(MEMBERS).isPresent()) {
        throw new ServiceException(
            "settings.certificates: not beside settings.ledger.members: several enclaves would"
                + " order for one another's names",
            null);
      }
      JsonNode node =
          enclave
              .settings(SETTINGS)
              .orElseThrow(() -> new ServiceException("no settings for certificates", null));
      CertificateSettings settings = CertificateSettings.parse(node);
      if (settings.source() instanceof Acme acme) {
        enclave.egress().check(acme.place().host(), acme.place().port());
      }
      return settings;
    } catch (MalformedJsonException e) {
      throw new ServiceException("settings." + e.getMessage(), e);
    } catch (EgressDeniedException e) {
      throw new ServiceException("settings.certificates.acme.directory: " + e.getMessage(), e);
    }
  }
}
