// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.enclave.vault.principal.IdTokens;
import dev.strongroom.enclave.vault.principal.PasskeySettings;
import dev.strongroom.enclave.vault.principal.Passkeys;
import dev.strongroom.enclave.vault.principal.RequestGate;
import dev.strongroom.enclave.vault.principal.RequestWindow;
import dev.strongroom.enclave.vault.principal.TelegramUsers;
import dev.strongroom.enclave.vault.snapshot.Snapshots;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.util.Optional;

/// Puts the vault together: the log first, then what it says, then who may ask.
final class Vault implements Service.Handler, AutoCloseable {
  private static final int REQUESTS_REMEMBERED = 1_000_000;
  private static final int REQUESTS_OF_ONE = 500_000;
  private static final int MOST_WORDS = 200;

  private final NotaryApi notaryApi;
  private final VaultApi api;
  private final Dossiers dossiers;
  private final Snapshotting snapshotting;
  private final Runnable wiping;

  private Vault(
      NotaryApi notaryApi,
      VaultApi api,
      Dossiers dossiers,
      Snapshotting snapshotting,
      Runnable wiping) {
    this.notaryApi = notaryApi;
    this.api = api;
    this.dossiers = dossiers;
    this.snapshotting = snapshotting;
    this.wiping = wiping;
  }

  /// Starts the vault.
  ///
  /// @throws ServiceException if the settings are wrong, or the log or its states can't be read
  static Vault start(Enclave enclave) throws ServiceException, InterruptedException {
    return start(enclave, settings(enclave));
  }

  /// Starts the vault with these settings.
  static Vault start(Enclave enclave, VaultSettings settings)
      throws ServiceException, InterruptedException {
    LogEvent failed =
        enclave.log().declare(Level.WARNING, "no snapshot", LogField.text("reason", MOST_WORDS));
    Notary notary = Notary.start(enclave);
    try {
      return on(enclave, settings, notary, failed);
    } catch (DossierException e) {
      notary.close();
      throw new ServiceException(e.code() + ": " + e.getMessage(), e);
    } catch (NotaryException e) {
      notary.close();
      throw new ServiceException(e.refusal().code() + ": " + e.refusal().words(), e);
    }
  }

  private static VaultSettings settings(Enclave enclave) throws ServiceException {
    try {
      return VaultSettings.parse(enclave.settings(VaultSettings.NAME));
    } catch (MalformedJsonException e) {
      throw new ServiceException("settings." + e.getMessage(), e);
    }
  }

  private static Vault on(Enclave enclave, VaultSettings settings, Notary notary, LogEvent failed)
      throws DossierException, NotaryException {
    Snapshots snapshots = new Snapshots(enclave, notary, new VaultContents());
    ForwardClock clock = new ForwardClock(enclave.clock(), snapshots.written());
    Dossiers dossiers = new Dossiers(notary, new VaultContents(), snapshots, clock);
    dossiers.replay(snapshots.from());
    clock.notBefore(dossiers.latest());
    Policies policies = new Policies(enclave);
    Secrets secrets = new Secrets(enclave, clock);
    OwnedKeys keys = new OwnedKeys(enclave);
    Imports imports = new Imports(clock, enclave.random());
    Refusals refusals = new Refusals(clock);
    Histories histories = new Histories(notary);
    KeyActs acts = new KeyActs(dossiers, refusals, histories, clock);
    Judge judge = new Judge(policies);
    // What nobody could know before this boot: no request of an earlier one names it.
    String epoch = notary.epoch().hex();
    Optional<Passkeys> passkeys =
        settings.people().passkeys().map(people -> new Passkeys(people, clock));
    UpgradeNotices notices = new UpgradeNotices(dossiers, settings.longestUpgradeNotice());
    notary.demandNotice(notices::longest);
    Births births =
        new Births(
            dossiers,
            refusals,
            histories,
            policies,
            secrets,
            imports,
            keys,
            notices,
            new Turns(),
            enclave.random());
    Sessions sessions = new Sessions(acts, policies);
    HttpClient client = enclave.egress().httpClient();
    BotToken botToken = new BotToken(enclave, dossiers, settings.botTokenFrom());
    Wallets wallets =
        new Wallets(
            acts,
            dossiers,
            births,
            keys,
            secrets,
            sessions,
            passkeys,
            new IdTokens(settings.people().oidc(), client, clock),
            settings.people().telegram().map(people -> new TelegramUsers(people, clock)),
            botToken,
            settings.walletPolicy(),
            settings.walletsExportable(),
            epoch);
    String relyingParty =
        settings.people().passkeys().map(PasskeySettings::relyingParty).orElse("");
    Door door =
        new Door(
            new RequestGate(
                new RequestWindow(epoch, clock, REQUESTS_REMEMBERED, REQUESTS_OF_ONE),
                passkeys,
                new Door.Everybody(dossiers, relyingParty)),
            dossiers,
            refusals);
    KeyViews views = new KeyViews(dossiers, histories, policies, keys, clock);
    KeyRoutes routes =
        new KeyRoutes(
            new Signing(acts, dossiers, judge, secrets, clock),
            new KeyUses(acts, views, judge, secrets, enclave.random()),
            new OwnerActs(acts, policies, secrets, enclave.random()),
            sessions,
            acts,
            views,
            new PolicyTrials(dossiers, histories));
    VaultApi api =
        new VaultApi(
            enclave, notary, settings, epoch, door, routes, births, imports, wallets, botToken,
            views);
    return new Vault(
        new NotaryApi(notary),
        api,
        dossiers,
        new Snapshotting(dossiers, snapshots, failed::write),
        () -> {
          secrets.close();
          imports.close();
          keys.close();
          policies.close();
          botToken.close();
          client.close();
        });
  }

  @Override
  public Response handle(Request request) throws Exception {
    return VaultApi.concerns(request.path()) ? api.handle(request) : notaryApi.handle(request);
  }

  /// What is under way is over; the last snapshot is written; secrets are wiped.
  @Override
  public void close() {
    snapshotting.close();
    dossiers.close();
    wiping.run();
    notaryApi.close();
  }
}
