// A certified provider (panva's oidc-provider) in a process of its own, which can be told to misbehave.
//
// Who signs on, how tokens are spoilt and which key signs is set by POST /told with JSON; the provider's own code does the
// rest: authorization, PKCE, codes, user info, sign-out.
import { createServer } from 'node:http'
import { generateKeyPairSync, createPrivateKey, randomUUID, sign } from 'node:crypto'
import Provider from 'oidc-provider'

// Where the desk answers.
const desk = process.env.DESK
const told = { staff: 'rm', spoil: '', claims: {}, key: 0, inIdToken: true }
const keys = [0, 1, 2].map((number) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${number}`, alg: 'ES256', use: 'sig' }
})

// Its own page asks for a font of another host.
function asks (ctx, form) {
  ctx.body = `<!doctype html><title>Sign out?</title><link rel="icon" href="data:,">${form}
    <button form="op.logoutForm" name="logout" value="yes">Yes</button>`
}

function made (port, key) {
  const issuer = `http://127.0.0.1:${port}`
  const provider = new Provider(issuer, {
    jwks: { keys: [keys[key]] },
    clients: [{
      client_id: 'qiao',
      client_secret: 'a secret of the tests',
      redirect_uris: [`${desk}/account/login/openid/callback/`],
      post_logout_redirect_uris: [`${desk}/account/login/`],
      id_token_signed_response_alg: 'ES256'
    }],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource: asks } },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async (use) => ({ sub: id, ...(use === 'userinfo' || told.inIdToken ? { preferred_username: id } : {}) })
    }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    }
  })
  provider.use(async (ctx, next) => {
    await next()
    if (ctx.path === '/token' && ctx.body?.id_token) ctx.body.id_token = spoilt(ctx.body.id_token)
  })
  return provider
}

// The token with other claims, signed again by the same key, by a stranger's, or by none.
function spoilt (token) {
  const [head, body] = token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')))
  if (!told.spoil && !Object.keys(told.claims).length) return token
  const key = told.spoil === 'stranger' ? keys[2] : keys[told.key]
  if (told.spoil === 'unsigned') head.alg = 'none'
  if (told.spoil === 'other kid') head.kid = 'key-9'
  const words = [head, { ...body, ...told.claims }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  if (told.spoil === 'unsigned') return `${words}.`
  const signature = sign('sha256', Buffer.from(words), { key: createPrivateKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' })
  return `${words}.${signature.toString('base64url')}`
}

const listening = createServer(handle)
let provider
listening.listen(0, '127.0.0.1', () => {
  provider = made(listening.address().port, 0)
  console.log(listening.address().port)
})

async function handle (request, answer) {
  if (request.url === '/told') {
    let words = ''
    for await (const part of request) words += part
    const before = told.key
    Object.assign(told, { staff: 'rm', spoil: '', claims: {}, key: 0, inIdToken: true }, JSON.parse(words))
    if (told.key !== before) provider = made(listening.address().port, told.key)
    return answer.end(randomUUID())
  }
  if (request.url.startsWith('/interaction/')) {
    return provider.interactionFinished(request, answer, { login: { accountId: told.staff } })
  }
  return provider.callback()(request, answer)
}
