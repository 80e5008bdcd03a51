// What the generated TypeScript client has to be able to do; src/main/scripts/clients puts it beside that and runs it.
import {
  Configuration,
  LoginApi,
  MailSettingsSMTPApi,
  OperationApi,
  ResponseError,
  UsersApi,
} from './index';

function check(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(`Not so: ${what}`);
  }
}

async function main(): Promise<void> {
  const basePath = process.argv[2];
  const open = new Configuration({ basePath });
  const version = await new OperationApi(open).versionVersion();
  const collectiveName = `ts${Date.now().toString(16)}`;
  await new UsersApi(open).userRegister({ registerInput: { collectiveName, login: 'anna', password: 'correct horse' } });
  const session = await new LoginApi(open).authLogin({
    loginInput: { account: `${collectiveName}/anna`, password: 'correct horse' },
  });

  const settings = new MailSettingsSMTPApi(new Configuration({ basePath, accessToken: session.token ?? '' }));
  await settings.smtpSettingsAdd({
    emailSettingsInput: {
      name: 'home',
      smtpHost: 'smtp.example.org',
      smtpPort: 587,
      sslType: 'starttls',
      from: 'anna@example.org',
      smtpPassword: 'not to be read',
    },
  });
  const stored = await settings.smtpSettingsGet({ name: 'home' });
  check(stored.smtpHost === 'smtp.example.org', 'the host comes back');
  check(stored.hasPassword === true, 'the password is there, and is not shown');
  try {
    await settings.smtpSettingsGet({ name: 'nothing' });
    check(false, 'what is not there is refused');
  } catch (refused) {
    check(refused instanceof ResponseError && refused.response.status === 404, 'the refusal is 404');
  }
  console.log(`TypeScript client: fine with ${version.version}`);
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
