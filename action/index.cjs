var e = Object.create, t = Object.defineProperty, n = Object.getOwnPropertyDescriptor, r = Object.getOwnPropertyNames, i = Object.getPrototypeOf, a = Object.prototype.hasOwnProperty, o = (e, t, n) => () => {
	if (n) throw n[0];
	try {
		return e && (t = e(e = 0)), t;
	} catch (e) {
		throw n = [e], e;
	}
}, s = (e, n) => {
	let r = Object.setPrototypeOf({}, null);
	for (var i in e) t(r, i, {
		get: e[i],
		enumerable: !0
	});
	return n & 1 || t(r, Symbol.toStringTag, { value: "Module" }), n & 2 ? r : Object.preventExtensions(r);
}, c = (e, i, o, s) => {
	if (i && typeof i == "object" || typeof i == "function") for (var c = r(i), l = 0, u = c.length, d; l < u; l++) d = c[l], !a.call(e, d) && d !== o && t(e, d, {
		get: ((e) => i[e]).bind(null, d),
		enumerable: !(s = n(i, d)) || s.enumerable
	});
	return e;
}, l = (n, r, o) => (o = n == null ? {} : e(i(n)), c(r || !n || !n.__esModule || !a.call(n, "default") ? t(o, "default", {
	value: n,
	enumerable: !0
}) : o, n));
let u = require("node:crypto"), d = require("node:fs"), f = require("node:os"), p = require("node:path"), m = require("node:http"), h = require("node:https"), g = require("node:timers/promises"), _ = require("node:events"), v = require("node:net"), y = require("node:tls"), b = require("net");
b = l(b, 1);
let x = require("tls");
x = l(x, 1);
let ee = require("events"), S = require("http");
S = l(S, 1);
let C = require("https");
C = l(C, 1);
let w = require("url"), T = require("assert");
T = l(T, 1);
let te = require("node:child_process");
function ne(e) {
	return Object.fromEntries(Object.entries(e).filter(([, e]) => e !== void 0));
}
function re(e) {
	return typeof e == "string" && ce.test(e);
}
function ie(e) {
	return e instanceof Error && "code" in e && re(e.code);
}
function ae(e) {
	return e instanceof Error && "proxy" in e;
}
function oe({ proxy: e, host: t, status: n, cause: r, issuer: i }) {
	let a = r instanceof Error && "code" in r && typeof r.code == "string" ? r.code : void 0, o = n !== void 0 && n >= 500 ? { $retryable: { throttling: !1 } } : {};
	return Object.assign(Error("the proxy cannot be used", { cause: r }), {
		proxy: e,
		host: t,
		...ne({
			status: n,
			code: a,
			issuer: i
		}),
		...o
	});
}
function E(e) {
	return typeof e == "object" && !!e && "getPeerCertificate" in e;
}
function D(e, t, n) {
	let r = e.destroy.bind(e);
	e.destroy = (i) => (ie(i) && n(Object.assign(i, {
		host: t,
		...ne({ issuer: se(e) })
	})), r(i));
}
function se(e) {
	let t = e.getPeerCertificate(!0);
	if (t === null || t.issuer === void 0) return;
	let n = new Set();
	for (; t.issuerCertificate !== void 0 && !n.has(t.fingerprint256);) n.add(t.fingerprint256), t = t.issuerCertificate;
	let { CN: r, O: i, OU: a } = t.issuer, [o] = [r ?? i ?? a ?? []].flat();
	return o?.slice(0, 100);
}
var ce, le = o((() => {
	ce = /^(?:UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY)|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|INVALID_CA)/;
})), O, ue = o((() => {
	O = {
		keepAlive: !0,
		maxSockets: 50
	};
}));
function de(e) {
	let t = !1, n = () => {
		t || e.destroy();
	}, r = () => {};
	return e.unref(), e.on("error", r), e.setTimeout(pe, n), {
		abandon: n,
		take: () => {
			if (!(t || e.destroyed || !e.writable || e.readableEnded)) return t = !0, e.off("error", r), e.off("timeout", n), e.setTimeout(0), e.ref();
		}
	};
}
function fe(e, { host: t, port: n }) {
	return t === e.host && Number(n) === e.port;
}
var pe, me = o((() => {
	pe = 5e3;
}));
function k() {
	return () => {};
}
var A = o((() => {})), he = o((() => {})), j, M, ge = o((() => {
	he(), j = Symbol("AgentBaseInternalState"), M = class extends S.Agent {
		constructor(e) {
			super(e), this[j] = {};
		}
		isSecureEndpoint(e) {
			if (e) {
				if (typeof e.secureEndpoint == "boolean") return e.secureEndpoint;
				if (typeof e.protocol == "string") return e.protocol === "https:";
			}
			let { stack: t } = Error();
			return typeof t == "string" && t.split("\n").some((e) => e.indexOf("(https.js:") !== -1 || e.indexOf("node:https:") !== -1);
		}
		incrementSockets(e) {
			if (this.maxSockets === 1e400 && this.maxTotalSockets === 1e400) return null;
			this.sockets[e] || (this.sockets[e] = []);
			let t = new b.Socket({ writable: !1 });
			return this.sockets[e].push(t), this.totalSocketCount++, t;
		}
		decrementSockets(e, t) {
			if (!this.sockets[e] || t === null) return;
			let n = this.sockets[e], r = n.indexOf(t);
			r !== -1 && (n.splice(r, 1), this.totalSocketCount--, n.length === 0 && delete this.sockets[e]);
		}
		getName(e) {
			return this.isSecureEndpoint(e) ? C.Agent.prototype.getName.call(this, e) : super.getName(e);
		}
		createSocket(e, t, n) {
			let r = {
				...t,
				secureEndpoint: this.isSecureEndpoint(t)
			}, i = this.getName(r), a = this.incrementSockets(i);
			Promise.resolve().then(() => this.connect(e, r)).then((o) => {
				if (this.decrementSockets(i, a), typeof o.addRequest == "function") try {
					return o.addRequest(e, r);
				} catch (e) {
					return n(e);
				}
				this[j].currentSocket = o, super.createSocket(e, t, n);
			}, (e) => {
				this.decrementSockets(i, a), n(e);
			});
		}
		createConnection() {
			let e = this[j].currentSocket;
			if (this[j].currentSocket = void 0, !e) throw Error("No socket was returned in the `connect()` function");
			return e;
		}
		get defaultPort() {
			return this[j].defaultPort ?? (this.protocol === "https:" ? 443 : 80);
		}
		set defaultPort(e) {
			this[j] && (this[j].defaultPort = e);
		}
		get protocol() {
			return this[j].protocol ?? (this.isSecureEndpoint() ? "https:" : "http:");
		}
		set protocol(e) {
			this[j] && (this[j].protocol = e);
		}
	};
}));
function _e() {
	throw Error("no sign-on by Kerberos");
}
function ve(e, ...t) {
	let n = {}, r;
	for (r in e) t.includes(r) || (n[r] = e[r]);
	return n;
}
var N, P, ye = o((() => {
	A(), ge(), N = k("http-proxy-agent"), P = class extends M {
		constructor(e, t) {
			super(t), this.proxy = typeof e == "string" ? new w.URL(e) : e, this.proxyHeaders = t?.headers ?? {}, N("Creating new HttpProxyAgent instance: %o", this.proxy.href), t?.negotiate ? this.onProxyAuth = _e() : t?.onProxyAuth && (this.onProxyAuth = t.onProxyAuth);
			let n = (this.proxy.hostname || this.proxy.host).replace(/^\[|\]$/g, ""), r = this.proxy.port ? parseInt(this.proxy.port, 10) : this.proxy.protocol === "https:" ? 443 : 80;
			this.connectOpts = {
				...t ? ve(t, "headers", "onProxyAuth", "negotiate") : null,
				host: n,
				port: r
			};
		}
		addRequest(e, t) {
			e._header = null, this.setRequestProps(e, t), super.addRequest(e, t);
		}
		setRequestProps(e, t) {
			let { proxy: n } = this, r = `${t.secureEndpoint ? "https:" : "http:"}//${e.getHeader("host") || "localhost"}`, i = new w.URL(e.path, r);
			t.port !== 80 && (i.port = String(t.port)), e.path = String(i);
			let a = typeof this.proxyHeaders == "function" ? this.proxyHeaders() : { ...this.proxyHeaders };
			if (n.username || n.password) {
				let e = `${decodeURIComponent(n.username)}:${decodeURIComponent(n.password)}`;
				a["Proxy-Authorization"] = `Basic ${Buffer.from(e).toString("base64")}`;
			}
			a["Proxy-Connection"] ||= this.keepAlive ? "Keep-Alive" : "close";
			for (let t of Object.keys(a)) {
				let n = a[t];
				n && e.setHeader(t, n);
			}
		}
		async connect(e, t) {
			e._header = null, e.path.includes("://") || this.setRequestProps(e, t);
			let n, r;
			N("Regenerating stored HTTP header string for request"), e._implicitHeader(), e.outputData && e.outputData.length > 0 && (N("Patching connection write() output buffer with updated header"), n = e.outputData[0].data, r = n.indexOf("\r\n\r\n") + 4, e.outputData[0].data = e._header + n.substring(r), N("Output buffer: %o", e.outputData[0].data));
			let i;
			this.proxy.protocol === "https:" ? (N("Creating `tls.Socket`: %o", this.connectOpts), i = x.connect(this.connectOpts)) : (N("Creating `net.Socket`: %o", this.connectOpts), i = b.connect(this.connectOpts)), await (0, ee.once)(i, "connect");
			let a = { socket: i };
			return e.emit("proxyConnect", a), this.emit("proxyConnect", a, e), e.emit("proxy", {
				proxy: this.proxy.href,
				socket: i
			}), i;
		}
	}, P.protocols = ["http", "https"];
}));
function F(e) {
	return new Promise((t, n) => {
		let r = 0, i = [];
		function a() {
			let t = e.read();
			t ? l(t) : e.once("readable", a);
		}
		function o() {
			e.removeListener("end", s), e.removeListener("error", c), e.removeListener("readable", a);
		}
		function s() {
			o(), I("onend"), n(Error("Proxy connection ended before receiving CONNECT response"));
		}
		function c(e) {
			o(), I("onerror %o", e), n(e);
		}
		function l(s) {
			i.push(s), r += s.length;
			let c = Buffer.concat(i, r), l = c.indexOf("\r\n\r\n");
			if (l === -1) {
				I("have not received end of HTTP headers yet..."), a();
				return;
			}
			let u = c.slice(0, l).toString("ascii").split("\r\n"), d = u.shift();
			if (!d) return e.destroy(), n(Error("No header received from proxy CONNECT response"));
			let f = d.split(" "), p = +f[1], m = f.slice(2).join(" "), h = {};
			for (let t of u) {
				if (!t) continue;
				let r = t.indexOf(":");
				if (r === -1) return e.destroy(), n(Error(`Invalid header from proxy CONNECT response: "${t}"`));
				let i = t.slice(0, r).toLowerCase(), a = t.slice(r + 1).trimStart(), o = h[i];
				typeof o == "string" ? h[i] = [o, a] : Array.isArray(o) ? o.push(a) : h[i] = a;
			}
			I("got proxy server response: %o %o", d, h), o(), t({
				connect: {
					statusCode: p,
					statusText: m,
					headers: h
				},
				buffered: c
			});
		}
		e.on("error", c), e.on("end", s), a();
	});
}
var I, be = o((() => {
	A(), I = k("https-proxy-agent:parse-proxy-response");
}));
function xe(e) {
	setImmediate(() => {
		e.resume();
	});
}
function L(e, ...t) {
	let n = {}, r;
	for (r in e) t.includes(r) || (n[r] = e[r]);
	return n;
}
var R, z, B, Se = o((() => {
	A(), ge(), be(), R = k("https-proxy-agent"), z = (e) => e.servername === void 0 && e.host && !b.isIP(e.host) ? {
		...e,
		servername: e.host
	} : e, B = class extends M {
		constructor(e, t) {
			super(t), this.options = { path: void 0 }, this.proxy = typeof e == "string" ? new w.URL(e) : e, this.proxyHeaders = t?.headers ?? {}, R("Creating new HttpsProxyAgent instance: %o", this.proxy.href), t?.negotiate ? this.onProxyAuth = _e() : t?.onProxyAuth && (this.onProxyAuth = t.onProxyAuth);
			let n = (this.proxy.hostname || this.proxy.host).replace(/^\[|\]$/g, ""), r = this.proxy.port ? parseInt(this.proxy.port, 10) : this.proxy.protocol === "https:" ? 443 : 80;
			this.connectOpts = {
				ALPNProtocols: ["http/1.1"],
				...t ? L(t, "headers", "onProxyAuth", "negotiate") : null,
				host: n,
				port: r
			};
		}
		async connect(e, t) {
			let { proxy: n } = this;
			if (!t.host) throw TypeError("No \"host\" provided");
			let r;
			n.protocol === "https:" ? (R("Creating `tls.Socket`: %o", this.connectOpts), r = x.connect(z(this.connectOpts))) : (R("Creating `net.Socket`: %o", this.connectOpts), r = b.connect(this.connectOpts));
			let i = typeof this.proxyHeaders == "function" ? this.proxyHeaders() : { ...this.proxyHeaders }, a = b.isIPv6(t.host) ? `[${t.host}]` : t.host, o = `CONNECT ${a}:${t.port} HTTP/1.1\r\n`;
			if (n.username || n.password) {
				let e = `${decodeURIComponent(n.username)}:${decodeURIComponent(n.password)}`;
				i["Proxy-Authorization"] = `Basic ${Buffer.from(e).toString("base64")}`;
			}
			i.Host = `${a}:${t.port}`, i["Proxy-Connection"] ||= this.keepAlive ? "Keep-Alive" : "close";
			for (let e of Object.keys(i)) o += `${e}: ${i[e]}\r\n`;
			let s = F(r);
			r.write(`${o}\r\n`);
			let { connect: c, buffered: l } = await s;
			if (e.emit("proxyConnect", c), this.emit("proxyConnect", c, e), e.emit("proxy", {
				proxy: this.proxy.href,
				socket: r
			}), c.statusCode === 200) return e.once("socket", xe), t.secureEndpoint ? (R("Upgrading socket connection to TLS"), x.connect({
				...L(z(t), "host", "path", "port"),
				socket: r
			})) : r;
			if (c.statusCode === 407 && this.onProxyAuth) {
				R("Got 407 response, invoking onProxyAuth callback"), r.destroy();
				let n = c.headers["proxy-authenticate"] || "", i = Array.isArray(n) ? n[0].split(/\s/)[0] : n.split(/\s/)[0], a = await this.onProxyAuth({
					response: c,
					scheme: i
				});
				return this._connectWithAuth(e, t, a.headers);
			}
			r.destroy();
			let u = new b.Socket({ writable: !1 });
			return u.readable = !0, e.once("socket", (e) => {
				R("Replaying proxy buffer for failed request"), (0, T.default)(e.listenerCount("data") > 0), e.push(l), e.push(null);
			}), u;
		}
		async _connectWithAuth(e, t, n) {
			let { proxy: r } = this, i;
			i = r.protocol === "https:" ? x.connect(z(this.connectOpts)) : b.connect(this.connectOpts);
			let a = typeof this.proxyHeaders == "function" ? this.proxyHeaders() : { ...this.proxyHeaders }, o = b.isIPv6(t.host) ? `[${t.host}]` : t.host, s = `CONNECT ${o}:${t.port} HTTP/1.1\r\n`;
			if (r.username || r.password) {
				let e = `${decodeURIComponent(r.username)}:${decodeURIComponent(r.password)}`;
				a["Proxy-Authorization"] = `Basic ${Buffer.from(e).toString("base64")}`;
			}
			Object.assign(a, n), a.Host = `${o}:${t.port}`, a["Proxy-Connection"] ||= this.keepAlive ? "Keep-Alive" : "close";
			for (let e of Object.keys(a)) s += `${e}: ${a[e]}\r\n`;
			let c = F(i);
			i.write(`${s}\r\n`);
			let { connect: l } = await c;
			if (e.emit("proxyConnect", l), this.emit("proxyConnect", l, e), l.statusCode === 200) return e.once("socket", xe), t.secureEndpoint ? (R("Upgrading socket connection to TLS"), x.connect({
				...L(z(t), "host", "path", "port"),
				socket: i
			})) : i;
			throw i.destroy(), Error(`Proxy authentication failed with status ${l.statusCode} after retry`);
		}
	}, B.protocols = ["http", "https"];
}));
function Ce(e, t) {
	let n = e.secure ? t.https : t.http;
	if (n === void 0) return;
	let r = e.host.toLowerCase().replace(/\.$/, "");
	if (!(r === "localhost" || r.endsWith(".localhost") || Ee.some((e) => V(r, e)))) return t.except.toLowerCase().split(/[\s,]+/).some((t) => t !== "" && we(t, r, e.port)) ? void 0 : n;
}
function we(e, t, n) {
	if (e === "*" || V(t, e)) return !0;
	let [, r = e, i] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(e) ?? [];
	if (i !== void 0 && Number(i) !== n) return !1;
	let a = r.replace(/^\[|\]$/g, "");
	if ((0, v.isIP)(a) !== 0) return V(t, a);
	let o = a.replace(/^\*?\.*/, "").replace(/\.$/, "");
	return o !== "" && (t === o || t.endsWith(`.${o}`));
}
function V(e, t) {
	let n = Te(e), [r = "", i, ...a] = t.split("/");
	if (n === void 0 || Te(r) !== n || a.length > 0) return !1;
	let o = new v.BlockList(), s = n === "ipv4" ? 32 : 128;
	return i !== void 0 && !(/^\d{1,3}$/.test(i) && Number(i) <= s) ? !1 : (o.addSubnet(r, i === void 0 ? s : Number(i), n), o.check(e, n));
}
function Te(e) {
	return {
		4: "ipv4",
		6: "ipv6"
	}[(0, v.isIP)(e)];
}
var Ee, De = o((() => {
	Ee = [
		"127.0.0.0/8",
		"::1/128",
		"169.254.0.0/16",
		"fe80::/10",
		"fd00:ec2::/32"
	];
})), Oe = s({ routeThroughProxies: () => ke });
function ke(e, { proxies: t, trusted: n, note: r }) {
	let i = new m.Agent(O), a = n === void 0 ? {} : { ca: [...n] }, o = (e) => Ce(e, t), { http: s, https: c } = t;
	if (s !== void 0 && H(i, Me({
		proxy: s,
		tls: a,
		note: r
	}), {
		secure: !1,
		proxyOf: o
	}), c === void 0) return {
		httpAgent: i,
		proxyOf: o,
		warm: () => void 0
	};
	let { agent: l, warm: u } = Ae({
		proxy: c,
		tls: a,
		note: r
	});
	return H(e, l, {
		secure: !0,
		proxyOf: o,
		...a
	}), {
		httpAgent: i,
		proxyOf: o,
		warm: (e) => o({
			secure: !0,
			...e
		}) === void 0 ? void 0 : u(e)
	};
}
function H(e, t, { secure: n, proxyOf: r, ...i }) {
	let [a, o] = [e, t], s = a.addRequest.bind(e);
	a.addRequest = (e, t) => {
		let a = Number(t.port ?? (n ? 443 : 80));
		r({
			secure: n,
			host: t.host ?? "localhost",
			port: a
		}) === void 0 ? s(e, t) : o.addRequest(e, {
			...t,
			port: a,
			...i,
			secureEndpoint: n
		});
	};
}
function Ae(e) {
	let t = new B(e.proxy.url, U(e)), n = t.connect.bind(t), r;
	return t.connect = async (t, i) => (r !== void 0 && fe(r.place, i) ? await r.take() : void 0) ?? je(t, i, {
		dig: n,
		way: e
	}), {
		agent: t,
		warm: (t) => {
			let n = new AbortController(), i = !1, a = (t) => i && e.note(t), o = new B(e.proxy.url, {
				...U(e),
				signal: n.signal
			}), s = {
				...e.tls,
				...t,
				secureEndpoint: !0
			}, c = je(new _.EventEmitter(), s, {
				dig: o.connect.bind(o),
				way: {
					...e,
					note: a
				}
			}).then(de, () => void 0);
			return r = {
				place: t,
				take: async () => {
					if (!i) return i = !0, (await c)?.take();
				}
			}, () => {
				i || n.abort();
			};
		}
	};
}
function je(e, t, { dig: n, way: r }) {
	let i = `${t.host}:${t.port}`;
	return Pe(i, r, async () => {
		let a = 0;
		e.once("proxyConnect", (e) => {
			a = e.statusCode;
		});
		let o = await n(e, t);
		if (a !== 200) throw o.destroy(), oe({
			proxy: r.proxy,
			host: i,
			status: a
		});
		return E(o) && D(o, t.host ?? "", r.note), o;
	});
}
function Me(e) {
	let { proxy: t } = e, n = new P(t.url, U(e)), r = n.connect.bind(n);
	return n.connect = (n, i) => {
		let a = `${i.host}:${i.port}`;
		return Pe(a, e, async () => {
			let o = await r(n, i);
			return E(o) && D(o, t.url.host, e.note), o.prependListener("error", (e) => Object.assign(e, {
				proxy: t,
				host: a
			})), o;
		});
	}, n;
}
function U({ proxy: { url: e }, tls: t }) {
	let n = Ne(e);
	return {
		...O,
		...t,
		...(0, v.isIP)(n) === 0 ? { servername: n } : {}
	};
}
function Ne({ hostname: e }) {
	return e.replace(/^\[|\]$/g, "");
}
async function Pe(e, t, n) {
	try {
		return await n();
	} catch (n) {
		let r = ie(n) ? await Fe(t) : void 0, i = ae(n) ? n : oe({
			proxy: t.proxy,
			host: e,
			cause: n,
			issuer: r
		});
		throw t.note(i), i;
	}
}
function Fe(e) {
	let { url: t } = e.proxy, { ca: n, servername: r } = U(e), i = {
		...n && { ca: n },
		...r && { servername: r },
		rejectUnauthorized: !1
	}, a = (0, y.connect)({
		host: Ne(t),
		port: Number(t.port || 443),
		...i
	});
	return new Promise((e) => {
		let t = (t) => {
			a.destroy(), e(t);
		};
		a.setTimeout(Ie, t), a.once("error", () => t()), a.once("secureConnect", () => t(se(a)));
	});
}
var Ie, Le = o((() => {
	ye(), Se(), le(), ue(), me(), De(), Ie = 3e3;
}));
le(), ue(), me();
async function Re({ proxies: e, trusted: t }) {
	let { Agent: n } = await Promise.resolve().then(() => l(require("node:https"), 1)), r, i = () => r, a = (e) => {
		r = e;
	}, o = new n({
		...O,
		...t === void 0 ? {} : { ca: [...t] }
	}), s = ze(o, a), c = {
		httpsAgent: o,
		httpAgent: void 0,
		proxyOf: () => void 0,
		failure: i,
		warm: s
	};
	if (e === void 0) return c;
	let { routeThroughProxies: u } = await Promise.resolve().then(() => (Le(), Oe)), { warm: d, ...f } = u(o, {
		proxies: e,
		trusted: t,
		note: a
	});
	return {
		...c,
		...f,
		warm: (e) => d(e) ?? s(e)
	};
}
function ze(e, t) {
	let n = e.createConnection.bind(e), r;
	return e.createConnection = (e, ...i) => {
		let a = r !== void 0 && fe(r.place, e) ? r.parked.take() : void 0;
		if (a !== void 0) return a;
		let o = n(e, ...i);
		return E(o) && D(o, e.host ?? "", t), o;
	}, (i) => {
		let a = {
			...e.options,
			...i,
			servername: Be(i.host) ? "" : i.host
		}, o = n({
			...a,
			_agentKey: e.getName(a)
		}), s = !1, c = de(o);
		E(o) && D(o, i.host, (e) => s && t(e));
		let l = () => {
			let e = c.take();
			return s = e !== void 0, e;
		};
		return r = {
			place: i,
			parked: {
				...c,
				take: l
			}
		}, c.abandon;
	};
}
function Be(e) {
	return /^[\d.]+$|:/.test(e);
}
var Ve = class extends Error {
	name = "LambdaEnvError";
	code;
	hint;
	findings;
	throttled;
	constructor(e, t, n = {}) {
		super(t, n.cause === void 0 ? void 0 : { cause: n.cause }), this.code = e, this.hint = n.hint, this.findings = n.findings ?? [], this.throttled = n.throttled ?? !1;
	}
};
function He(e) {
	let t = Ue(e, "http_proxy"), n = Ue(e, "https_proxy");
	if (t !== void 0 || n !== void 0) return {
		http: t,
		https: n,
		except: e[Ge(e, "no_proxy")] ?? ""
	};
}
function Ue(e, t) {
	let n = Ge(e, t), r = e[n]?.trim();
	if (!r) return;
	let i = /^[a-z][a-z\d+.-]*:\/\//i.test(r) ? r : `http://${r.replace(/^\/\//, "")}`, a = URL.canParse(i) ? new URL(i) : void 0;
	if (a === void 0 || !/^https?:$/.test(a.protocol) || a.hostname === "" || !We(a)) throw new Ve("USAGE", `${n} is not the URL of an http or https proxy`, { hint: `${n}=http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with reserved characters as %40 for @` });
	return {
		url: a,
		shown: `${a.protocol}//${a.host}`,
		variable: n
	};
}
function We({ username: e, password: t }) {
	try {
		return decodeURIComponent(`${e}${t}`), !0;
	} catch {
		return !1;
	}
}
function Ge(e, t) {
	return e[t] === void 0 ? t.toUpperCase() : t;
}
var W = class extends Error {
	status;
	constructor(e, t) {
		super(t), this.status = e;
	}
};
async function Ke({ url: e, token: t, env: n }) {
	let r = await Re({
		proxies: He(n),
		trusted: void 0
	}), i = (n, i, a) => {
		let o = new URL(`${e}${i}`), s = o.protocol === "https:", c = s ? r.httpsAgent : r.httpAgent, l = {
			method: n,
			headers: {
				accept: "application/vnd.github+json",
				authorization: `Bearer ${t}`,
				"user-agent": "lambda-env",
				"x-github-api-version": "2022-11-28",
				...a === void 0 ? {} : {
					"content-type": "application/json",
					"content-length": Buffer.byteLength(a)
				}
			},
			signal: AbortSignal.timeout(15e3),
			...c === void 0 ? {} : { agent: c }
		};
		return new Promise((e, t) => {
			let n = (s ? h.request : m.request)(o, l, (n) => {
				let r = [];
				n.on("data", (e) => r.push(e)), n.on("error", t), n.on("end", () => e({
					status: n.statusCode ?? 0,
					retryAfter: n.headers["retry-after"],
					body: Buffer.concat(r).toString("utf8")
				}));
			});
			n.on("error", t), n.end(a);
		});
	};
	return async (e, t, n) => {
		let r = n === void 0 ? void 0 : JSON.stringify(n);
		for (let n = 1;; n++) {
			let a = await i(e, t, r);
			if (a.status >= 200 && a.status < 300) return a.body === "" ? {} : JSON.parse(a.body);
			if (n === 4 || !qe(a)) throw new W(a.status, `GitHub answers ${a.status}`);
			await (0, g.setTimeout)(Je(a, n));
		}
	};
}
function qe({ status: e, retryAfter: t }) {
	return e >= 500 || e === 429 || e === 403 && t !== void 0;
}
function Je({ retryAfter: e }, t) {
	let n = Number(e ?? NaN);
	return Math.min(1e4, Number.isFinite(n) ? n * 1e3 : 500 * 2 ** t);
}
async function Ye(e, t) {
	let { repository: n, eventName: r, event: i, branch: a, given: o } = t;
	if (o !== void 0) return Number(o);
	if (i.pull_request?.number !== void 0) return i.pull_request.number;
	if (i.issue?.pull_request !== void 0) return i.issue.number;
	let { workflow_run: s } = i, [c, l] = s?.pull_requests ?? [];
	if (c?.number !== void 0 && l === void 0) return c.number;
	if (s !== void 0) {
		let t = s.head_repository?.owner?.login ?? "";
		return Xe(await e(), {
			repository: n,
			owner: t,
			branch: s.head_branch ?? "",
			sha: s.head_sha
		});
	}
	if (r === "workflow_dispatch") return Xe(await e(), {
		repository: n,
		owner: n.split("/")[0] ?? "",
		branch: a,
		sha: void 0
	});
}
async function Xe(e, { repository: t, owner: n, branch: r, sha: i }) {
	if (n === "" || r === "") return;
	let a = await e("GET", `/repos/${t}/pulls?state=open&head=${encodeURIComponent(`${n}:${r}`)}`), o = i === void 0 ? a : a.filter((e) => e.head?.sha === i);
	return o.length === 1 ? o[0]?.number : void 0;
}
async function Ze(e, { repository: t, number: n, body: r, create: i }) {
	let [a = ""] = r.split("\n"), o = () => Qe(e, `/repos/${t}/issues/${n}/comments`, a), s = await o();
	if (s.length === 0) {
		if (!i) return;
		await e("POST", `/repos/${t}/issues/${n}/comments`, { body: r });
	}
	let [c, ...l] = s.length === 1 ? s : await o();
	if (c !== void 0) {
		c.body !== r && await e("PATCH", `/repos/${t}/issues/comments/${c.id}`, { body: r });
		for (let { id: n } of l) await e("DELETE", `/repos/${t}/issues/comments/${n}`).catch((e) => {
			if (!(e instanceof W && e.status === 404)) throw e;
		});
	}
}
async function Qe(e, t, n) {
	let r = [];
	for (let i = 1;; i++) {
		let a = await e("GET", `${t}?per_page=100&page=${i}`);
		if (r.push(...a.filter((e) => e.body?.startsWith(`${n}\n`) && $e(e))), a.length < 100) return r.sort((e, t) => e.id - t.id);
	}
}
function $e({ user: e, author_association: t = "" }) {
	return e?.type === "Bot" || [
		"OWNER",
		"MEMBER",
		"COLLABORATOR"
	].includes(t);
}
function et(e, { repository: t, event: n }, r) {
	if (!(e instanceof W)) return "GitHub cannot be reached";
	if (e.status !== 403 && e.status !== 404) return e.message;
	let i = n.pull_request?.head?.repo?.full_name, a = n.pull_request?.head !== void 0 && i !== t;
	if (a || r === "dependabot[bot]") {
		let t = a ? "of a fork" : "of Dependabot";
		return `${e.message}: the token for a pull request ${t} is read-only; comment from a workflow_run that follows this one`;
	}
	return `${e.message}; the job needs permissions: pull-requests: write`;
}
var G = class extends Error {};
const tt = {
	env: "env-file",
	secret: "secrets",
	parameter: "parameters",
	"exit-code": "fail-on-diff",
	out: "plan",
	"allow-remove": "confirm",
	yes: "confirm"
}, nt = {
	json: "the action takes the document itself, for its outputs",
	report: "the action chooses the reports",
	quiet: "the log of a job is for reading",
	debug: "the runner's own debug logging turns it on",
	"no-color": "a log has no colours",
	"show-values": "a log is read by many",
	stdin: "a step has no standard input"
}, rt = [
	"command",
	"github-token",
	"mask",
	"working-directory"
];
function K({ words: e, options: t }) {
	let n = (e) => Object.hasOwn(t, e), r = Object.entries(t).flatMap(([e, t]) => Object.hasOwn(nt, e) || e === "yes" && n("allow-remove") ? [] : [{
		name: tt[e] ?? e,
		kind: t,
		option: e
	}]), i = (e) => ({
		name: e,
		kind: "string"
	});
	return [
		...r,
		...n("report") ? [i("comment"), i("pr-number")] : [],
		...n("out") || n("plan") ? [i("fingerprint-key")] : [],
		...e === "one" ? [{
			name: "file",
			kind: "words"
		}] : [],
		...e === "many" ? [{
			name: "variables",
			kind: "words"
		}] : [],
		...e === "many" && !n("unset") ? [{
			name: "unset",
			kind: "words"
		}] : []
	];
}
function it(e) {
	return new Set([...rt, ...Object.values(e).flatMap((e) => K(e).map(({ name: e }) => e))]);
}
function at(e) {
	let t = Object.entries(e).flatMap(([e, t = ""]) => e.startsWith("INPUT_") && t.trim() !== "" ? [[e.slice(6).toLowerCase(), t.trim()]] : []);
	return new Map(t);
}
function q(e, t, n) {
	let r = e.get(t) ?? n[0] ?? "";
	if (n.includes(r)) return r;
	throw new G(`the input ${t} is not one of ${n.join(", ")}`);
}
function ot(e, t, n) {
	let r = it(n), i = new Set([...rt, ...K(n[e] ?? { options: {} }).map(({ name: e }) => e)]);
	for (let [a, o] of t) {
		if (a === "version") throw new G("there is no input version any more: the ref behind @ is the version of the tool, too");
		if (!r.has(a)) throw new G(`there is no input ${/^[a-z-]{1,40}$/.test(a) ? a : "of this name"}`);
		if (!(i.has(a) || o === "false")) throw new G(`the command ${e} does not take the input ${a}, which is for ${Object.keys(n).filter((e) => K(n[e] ?? { options: {} }).some((e) => e.name === a)).join(", ")}`);
	}
}
function st(e) {
	let { options: t, letters: n = {} } = e, r = new Map(K(e).flatMap(({ name: e, kind: t, option: n }) => n === void 0 ? [] : [[n, t === "flag" ? `${e}: true` : `${e}:`]]));
	Object.hasOwn(t, "allow-remove") && r.set("yes", "confirm: true (to remove), literal: NAME (to empty)");
	let i = Object.entries(n).flatMap(([e, t]) => {
		let n = r.get(t);
		return n === void 0 ? [] : [[`-${e}`, n]];
	});
	return Object.fromEntries([...[...r].map(([e, t]) => [`--${e}`, t]), ...i]);
}
function ct(e) {
	return e.split(/\r?\n/).map((e) => e.trim()).filter((e) => e !== "");
}
function lt(e, t, n) {
	let r = K(t), i = r.flatMap(({ name: e, kind: t, option: r }) => {
		let i = n.get(e);
		return r === void 0 || i === void 0 ? [] : t === "flag" ? q(n, e, ["false", "true"]) === "true" ? [`--${r}`] : [] : (t === "list" ? ct(i) : [i]).map((e) => `--${r}=${e}`);
	}), a = r.flatMap(({ name: e, kind: t }) => t === "words" ? ct(n.get(e) ?? "") : []);
	if (t.words === "one" && a.includes("-")) throw new G("the input file is -, which would print the values in the log: name a file");
	return [
		e,
		...i,
		"--",
		...a
	];
}
const J = "none", ut = {
	changed: "",
	added: "",
	updated: "",
	removed: "",
	written: "",
	"revision-id": "",
	"published-version": ""
}, Y = {
	written: "false",
	"published-version": J
};
function dt({ document: e, exitCode: t, writes: n, wasCancelled: r }) {
	let i = e === void 0 ? void 0 : mt(e), a = i?.error?.code, o = t === 0 || t === 2 ? J : a ?? (t === 64 ? "USAGE" : r ? "INTERRUPTED" : ""), s = {
		...ut,
		"failure-reason": o,
		"exit-code": String(t)
	};
	if (i === void 0) return t === 64 || !n ? {
		...s,
		...Y
	} : s;
	let { changed: c, totals: l, written: u, targets: d = [] } = i, f = pt(d, ({ revision_id: e }) => e ?? "");
	if (!n && l?.added === void 0) {
		let e = {
			changed: "false",
			added: "0",
			updated: "0",
			removed: "0"
		};
		return {
			...s,
			...a === void 0 ? e : {},
			...Y,
			"revision-id": f
		};
	}
	let p = c ?? (l?.changed === void 0 ? void 0 : l.changed > 0), m = u ?? (l?.written === void 0 ? void 0 : l.written > 0);
	return {
		...s,
		changed: X(p),
		added: X(l?.added),
		updated: X(l?.updated),
		removed: X(l?.removed),
		written: X(m),
		"revision-id": f,
		"published-version": pt(d, ({ published: e }) => e?.version === void 0 ? a === void 0 || m !== !0 ? J : "" : e.version)
	};
}
function ft(e, t) {
	return {
		...ut,
		...Y,
		"failure-reason": t,
		"exit-code": String(e),
		plan: J,
		json: J,
		"comment-body": J
	};
}
function pt(e, t) {
	let [n, ...r] = e;
	return n === void 0 ? "" : r.length === 0 ? t(n) : e.map((e) => `${e.function ?? ""} ${t(e)}`).join("\n");
}
function mt(e) {
	try {
		return JSON.parse(e);
	} catch {
		return;
	}
}
function X(e) {
	return e == null ? "" : String(e);
}
function ht(e) {
	let t = new AbortController();
	for (let n of ["SIGINT", "SIGTERM"]) e.on(n, () => t.abort(n));
	return t.signal;
}
function gt(e, t, { cwd: n, env: r, cancelled: i, collects: a }) {
	if (i.aborted) return Promise.resolve({
		exitCode: 130,
		stdout: ""
	});
	let o = (0, te.spawn)(process.execPath, [
		"--",
		e,
		...t
	], {
		cwd: n,
		env: r,
		stdio: [
			"ignore",
			a ? "pipe" : "inherit",
			"inherit"
		]
	}), s = [];
	o.stdout?.on("data", (e) => {
		s.push(e), process.stdout.write(e);
	});
	let c = () => {
		o.kill(i.reason);
	};
	return i.addEventListener("abort", c, { once: !0 }), new Promise((e, t) => {
		o.once("error", t), o.once("close", (t, n) => {
			i.removeEventListener("abort", c);
			let r = i.aborted || n === "SIGINT" || n === "SIGTERM" ? 130 : 1;
			e({
				exitCode: t ?? r,
				stdout: Buffer.concat(s).toString("utf8")
			});
		});
	});
}
const { env: Z } = process, _t = ["diff", "check"], Q = ht(process);
vt(at(Z)).then((e) => {
	process.exitCode = e;
}, (e) => {
	let t = e instanceof G, n = t ? e.message : "the action itself failed, which is a bug: please report it";
	process.exitCode = t ? 64 : 1, $("error", n), !t && e instanceof Error && process.stderr.write(`${e.stack?.replaceAll("\n::", "\n ::")}\n`), St(ft(process.exitCode, t ? "USAGE" : "BUG")), Ct(`**lambda-env failed: ${n}**`);
});
async function vt(e) {
	let t = q(e, "command", Object.keys({
		diff: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				unset: "list",
				prune: "flag",
				literal: "list",
				stdin: "flag",
				out: "string",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				"exit-code": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		set: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				unset: "list",
				prune: "flag",
				literal: "list",
				stdin: "flag",
				plan: "string",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				history: "string",
				"history-tier": "string",
				publish: "flag",
				alias: "string",
				"on-failure": "string",
				"allow-remove": "flag",
				"dry-run": "flag",
				yes: "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				y: "yes",
				q: "quiet"
			}
		},
		unset: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				only: "list",
				except: "list",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				history: "string",
				"history-tier": "string",
				"on-failure": "string",
				"dry-run": "flag",
				yes: "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				y: "yes",
				q: "quiet"
			}
		},
		list: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				runtime: "flag",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				sort: "string",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		pull: {
			words: "one",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				format: "string",
				only: "list",
				except: "list",
				"exclude-template": "flag",
				template: "string",
				portable: "flag",
				"skip-unrepresentable": "flag",
				yes: "flag",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				y: "yes",
				q: "quiet"
			}
		},
		doctor: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				"config-env": "string",
				"config-file": "string",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				q: "quiet"
			}
		},
		check: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				literal: "list",
				offline: "flag",
				report: "list",
				"comment-id": "string",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		push: {
			words: "many",
			options: {
				stage: "string",
				secret: "list",
				"parameter-path": "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				only: "list",
				except: "list",
				unset: "list",
				literal: "list",
				stdin: "flag",
				create: "flag",
				"kms-key": "list",
				"all-variables": "flag",
				"dry-run": "flag",
				yes: "flag",
				"allow-remove": "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				"config-env": "string",
				"config-file": "string",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				s: "secret",
				e: "env",
				y: "yes",
				q: "quiet"
			}
		}
	})), n = {
		diff: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				unset: "list",
				prune: "flag",
				literal: "list",
				stdin: "flag",
				out: "string",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				"exit-code": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		set: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				unset: "list",
				prune: "flag",
				literal: "list",
				stdin: "flag",
				plan: "string",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				history: "string",
				"history-tier": "string",
				publish: "flag",
				alias: "string",
				"on-failure": "string",
				"allow-remove": "flag",
				"dry-run": "flag",
				yes: "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				y: "yes",
				q: "quiet"
			}
		},
		unset: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				only: "list",
				except: "list",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				history: "string",
				"history-tier": "string",
				"on-failure": "string",
				"dry-run": "flag",
				yes: "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				y: "yes",
				q: "quiet"
			}
		},
		list: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				runtime: "flag",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				sort: "string",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		pull: {
			words: "one",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				format: "string",
				only: "list",
				except: "list",
				"exclude-template": "flag",
				template: "string",
				portable: "flag",
				"skip-unrepresentable": "flag",
				yes: "flag",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				y: "yes",
				q: "quiet"
			}
		},
		doctor: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				"config-env": "string",
				"config-file": "string",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				q: "quiet"
			}
		},
		check: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				literal: "list",
				offline: "flag",
				report: "list",
				"comment-id": "string",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		push: {
			words: "many",
			options: {
				stage: "string",
				secret: "list",
				"parameter-path": "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				only: "list",
				except: "list",
				unset: "list",
				literal: "list",
				stdin: "flag",
				create: "flag",
				"kms-key": "list",
				"all-variables": "flag",
				"dry-run": "flag",
				yes: "flag",
				"allow-remove": "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				"config-env": "string",
				"config-file": "string",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				s: "secret",
				e: "env",
				y: "yes",
				q: "quiet"
			}
		}
	}[t] ?? { options: {} };
	ot(t, e, {
		diff: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				unset: "list",
				prune: "flag",
				literal: "list",
				stdin: "flag",
				out: "string",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				"exit-code": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		set: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				unset: "list",
				prune: "flag",
				literal: "list",
				stdin: "flag",
				plan: "string",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				history: "string",
				"history-tier": "string",
				publish: "flag",
				alias: "string",
				"on-failure": "string",
				"allow-remove": "flag",
				"dry-run": "flag",
				yes: "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				y: "yes",
				q: "quiet"
			}
		},
		unset: {
			words: "many",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				only: "list",
				except: "list",
				"all-variables": "flag",
				report: "list",
				"comment-id": "string",
				history: "string",
				"history-tier": "string",
				"on-failure": "string",
				"dry-run": "flag",
				yes: "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				y: "yes",
				q: "quiet"
			}
		},
		list: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				runtime: "flag",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				sort: "string",
				"show-values": "choice",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		pull: {
			words: "one",
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				format: "string",
				only: "list",
				except: "list",
				"exclude-template": "flag",
				template: "string",
				portable: "flag",
				"skip-unrepresentable": "flag",
				yes: "flag",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				y: "yes",
				q: "quiet"
			}
		},
		doctor: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				"config-env": "string",
				"config-file": "string",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				q: "quiet"
			}
		},
		check: {
			options: {
				function: "list",
				stage: "string",
				stack: "string",
				"logical-id": "list",
				all: "flag",
				tag: "list",
				"config-env": "string",
				"config-file": "string",
				template: "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				secret: "list",
				parameter: "list",
				"parameters-by-path": "list",
				recursive: "flag",
				only: "list",
				except: "list",
				literal: "list",
				offline: "flag",
				report: "list",
				"comment-id": "string",
				timeout: "number",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				f: "function",
				t: "template",
				e: "env",
				s: "secret",
				q: "quiet"
			}
		},
		push: {
			words: "many",
			options: {
				stage: "string",
				secret: "list",
				"parameter-path": "string",
				env: "list",
				expand: "flag",
				from: "list",
				"from-region": "string",
				"from-profile": "string",
				only: "list",
				except: "list",
				unset: "list",
				literal: "list",
				stdin: "flag",
				create: "flag",
				"kms-key": "list",
				"all-variables": "flag",
				"dry-run": "flag",
				yes: "flag",
				"allow-remove": "flag",
				"allow-empty": "flag",
				"show-values": "choice",
				"config-env": "string",
				"config-file": "string",
				region: "string",
				profile: "string",
				"endpoint-url": "string",
				json: "flag",
				quiet: "flag",
				debug: "flag",
				"no-color": "flag"
			},
			letters: {
				s: "secret",
				e: "env",
				y: "yes",
				q: "quiet"
			}
		}
	});
	let r = q(e, "comment", [
		"false",
		"true",
		"changes-only"
	]);
	if (!/^\d*$/.test(e.get("pr-number") ?? "")) throw new G("the input pr-number is not a number");
	let i = (0, p.resolve)(e.get("working-directory") ?? ".");
	if (!(0, d.existsSync)(i)) throw new G("the input working-directory is not a folder");
	let a = Z.RUNNER_TEMP || (0, f.tmpdir)(), o = (0, d.mkdtempSync)((0, p.join)(a, "lambda-env-"));
	try {
		let s = {
			markdown: (0, p.join)(o, "comment.md"),
			json: (0, p.join)(a, `lambda-env-${t}-${(0, u.randomUUID)()}.json`)
		}, c = Object.hasOwn(n.options, "report"), l = yt(n.options, e, {
			cwd: i,
			temp: a
		}), [f = "", ...m] = lt(t, n, l === void 0 ? e : new Map([...e, ["plan", l]])), h = c ? [
			"--report=github",
			`--report=markdown=${s.markdown}`,
			`--report=json=${s.json}`
		] : ["--json"], g = Z.RUNNER_DEBUG === "1" ? ["--debug"] : [], { exitCode: _, stdout: v } = await gt((0, p.join)(__dirname, "lambda-env.cjs"), [
			f,
			...h,
			...g,
			...m
		], {
			cwd: i,
			env: bt(e, n),
			cancelled: Q,
			collects: !c
		});
		!c && v !== "" && (0, d.writeFileSync)(s.json, v, { mode: 384 });
		let y = Et(s.markdown), b = Et(s.json), x = dt({
			document: b,
			exitCode: _,
			writes: c && !_t.includes(t) || t === "push",
			wasCancelled: Q.aborted
		});
		return y === void 0 && Ct(xt(t, _, v)), St({
			...x,
			plan: l !== void 0 && (0, d.existsSync)(l) ? l : J,
			json: b === void 0 ? J : s.json,
			"comment-body": y ?? "none"
		}), r !== "false" && y !== void 0 && !Q.aborted && await wt(y, r === "true" || x.changed !== "false" || _ === 2, e), _;
	} finally {
		(0, d.rmSync)(o, {
			recursive: !0,
			force: !0
		});
	}
}
function yt(e, t, { cwd: n, temp: r }) {
	if (Object.hasOwn(e, "out")) return (0, p.resolve)(n, t.get("plan") ?? (0, p.join)(r, `lambda-env-plan-${(0, u.randomUUID)()}.json`));
}
function bt(e, t) {
	let n = Object.entries(Z).filter(([e]) => !e.startsWith("INPUT_")), r = e.get("fingerprint-key");
	return {
		...Object.fromEntries(n),
		...r === void 0 ? {} : { LAMBDA_ENV_FINGERPRINT_KEY: r },
		LAMBDA_ENV_GITHUB_INPUTS: JSON.stringify(st(t)),
		LAMBDA_ENV_GITHUB_MASK: q(e, "mask", [
			"secrets",
			"all",
			"none",
			"true",
			"false"
		])
	};
}
function xt(e, t, n) {
	return t === 0 ? `**lambda-env ${e}**\n\n\`\`\`json\n${n.trimEnd()}\n\`\`\`` : Q.aborted ? `**lambda-env ${e} was cancelled: exit code ${t}**` : `**lambda-env ${e} failed: exit code ${t}**`;
}
function St(e) {
	let t = Z.GITHUB_OUTPUT;
	if (t) for (let [n, r] of Object.entries(e)) {
		let e = `end-${(0, u.randomUUID)()}`;
		(0, d.appendFileSync)(t, `${n}<<${e}\n${r}\n${e}\n`);
	}
}
function Ct(e) {
	Z.GITHUB_STEP_SUMMARY && (0, d.appendFileSync)(Z.GITHUB_STEP_SUMMARY, `${e}\n`);
}
async function wt(e, t, n) {
	let r = {
		repository: Z.GITHUB_REPOSITORY ?? "",
		eventName: Z.GITHUB_EVENT_NAME ?? "",
		event: Tt(),
		branch: Z.GITHUB_REF_TYPE === "tag" ? "" : Z.GITHUB_REF_NAME ?? "",
		given: n.get("pr-number")
	}, i, a = () => (i ??= Ke({
		url: Z.GITHUB_API_URL ?? "",
		token: n.get("github-token") ?? "",
		env: Z
	}), i);
	try {
		let n = await Ye(a, r);
		if (n === void 0) return $("notice", "there is no pull request to comment on; the input pr-number names one");
		await Ze(await a(), {
			repository: r.repository,
			number: n,
			body: e,
			create: t
		});
	} catch (e) {
		$("warning", `the comment cannot be written: ${et(e, r, Z.GITHUB_ACTOR ?? "")}`);
	}
}
function Tt() {
	try {
		return JSON.parse((0, d.readFileSync)(Z.GITHUB_EVENT_PATH ?? "", "utf8"));
	} catch {
		return {};
	}
}
function Et(e) {
	return (0, d.existsSync)(e) ? (0, d.readFileSync)(e, "utf8") : void 0;
}
function $(e, t) {
	process.stderr.write(`::${e} title=lambda-env::${t}\n`);
}
