// Writes demo/catalogue.json: 200 invented products for a demo storefront.
//
//   node tools/demo-catalogue.mjs            write demo/catalogue.json
//   node tools/demo-catalogue.mjs --check    fail if demo/catalogue.json is not what this script would write
//
// No dependencies (Node 18 or later). The output depends only on this file: identifiers and every choice come from
// SHA-256 of a fixed seed and the product's title, so editing one row leaves the others as they were.
// Every rule of the format is checked before anything is written; a violation ends the run with status 1.
// All sellers, products and prices are made up.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SEED = 'demo-catalogue-1';
const OUT = join(dirname(fileURLToPath(import.meta.url)), '..', 'demo', 'catalogue.json');

// key | name | part prefix | currency
const SELLERS = `
hb|Harbour Analytics|HBA|USD
nl|Northlight Security|NLS|USD
gk|Gatekeep & Daughters|GKD|GBP
tq|Tarnquist Identity|TQI|USD
fw|Fenwarden Networks|FWN|USD
zu|Zürichberg Software|ZBS|EUR
bl|Blueheron Telemetry|BHT|USD
sg|Signalgarten|SGN|EUR
or|Øresund Data|ORD|EUR
lq|Limequarry Systems|LQS|USD
pb|Pebblebed Databases|PBD|USD
rw|Rowan & Wick|RWK|GBP
sb|São Bento Sistemas|SBS|USD
dm|Drumlin Metrics|DRM|USD
ku|Kiyokawa Numerics|KYN|JPY
fl|Fernmarsh Learning Machines|FLM|USD
oq|Ossuary Quant Labs|OQL|USD
tv|Thistlevane|THV|USD
wr|Wrenhammer Tools|WRH|USD
cb|Copperthicket|CPB|USD
jl|Jolly Lathe|JLL|USD
mx|Moxbridge|MXB|USD
st|Saltmarsh Transit|SMT|USD
el|Elmgrid Networks|EGN|USD
bk|Brackwater Backup|BWB|USD
hl|Hollowoak Storage|HOS|USD
ic|Icefield Archive Company|IFA|USD
kf|Keyfold Business Systems|KFB|USD
mw|Millwright Applications|MWA|USD
pn|Pennyroyal Software|PNR|GBP
tl|Tallyhouse|TLH|USD
gp|Mossgrove People|MGP|USD
ln|Linnéa Arbetsliv|LNA|EUR
cw|Crosswater Workforce|CWW|USD
ab|Abacus Lane|ABL|USD
fd|Farthingdale Finance|FDF|GBP
mz|Mizunara Ledger|MZL|JPY
pc|Postcard Works|PCW|USD
rt|Roundtable Works|RTL|USD
qs|Quillstone|QLS|USD
ag|Ågren Industri|AGI|EUR
hv|Harvestmoor|HVM|USD
cl|Cloverdell Clinical Systems|CCS|USD
pl|Plumbline Advisers|PLA|USD
mg|Meridian Grove Consulting|MGC|USD
tn|Tannery Row Services|TRS|GBP
`;

// category code: name, part of the text every product of the category may use
const CATEGORIES = {
  sec: { name: 'Security',
    paras: ['Findings are ranked by how exposed the affected system is, not only by severity, so a small team can work from the top of the list. Each finding names the owner, the evidence and the shortest fix we know of.',
      'Every change of policy is versioned and signed by the person who made it. Auditors get a read-only view with the history they ask for most often, and can export it without help from an administrator.',
      'Rules ship with sensible defaults and a rehearsal mode that reports what would have been blocked. Most customers spend two weeks in rehearsal before they enforce anything.'],
    highs: ['Rehearsal mode before enforcement', 'Evidence export for auditors', 'Findings ranked by exposure', 'Signed, versioned policies', 'Alerts to chat, mail or webhook'] },
  idn: { name: 'Identity',
    paras: ['Joiners, movers and leavers are followed from your directory over SCIM. An account that has lost its owner is suspended first and deleted only after the grace period you set.',
      'Sign-in works with SAML 2.0 and OpenID Connect. Access reviews are sent to the people who know the answer, with a reminder after three days and an escalation after seven.'],
    highs: ['SAML 2.0, OpenID Connect and SCIM', 'Access reviews with reminders', 'Orphaned accounts suspended first', 'Break-glass access with full trail'] },
  obs: { name: 'Observability',
    paras: ['Dashboards are kept as text files, so they can be reviewed and rolled back like any other change. A library of sixty ready dashboards covers web servers, queues, databases and the operating system.',
      'Alerts are evaluated where the data lies, with a typical delay under ten seconds. Repeated alerts are folded into one incident that keeps its own timeline.',
      'Data is kept at full resolution for fifteen days and then thinned in steps you choose. Queries span both without any change of syntax.'],
    highs: ['Alerts within ten seconds', 'Dashboards kept as text', 'Sixty ready dashboards', 'Incidents with their own timeline', 'Long retention at low cost'] },
  dbs: { name: 'Databases',
    paras: ['Point-in-time recovery is on from the first minute, with a seven day window that can be raised to thirty-five. A restore is rehearsed every week and the result is mailed to you.',
      'Replicas are promoted in under thirty seconds when a primary is lost. Clients keep one address and need no special driver.',
      'Storage is encrypted with keys you hold. Slow statements are collected with their plans, and the advisor suggests indexes without ever creating one by itself.'],
    highs: ['Point-in-time recovery', 'Failover under thirty seconds', 'Encryption with your own keys', 'Weekly rehearsed restores', 'Index advice from real statements'] },
  dat: { name: 'Data and analytics',
    paras: ['Tables carry their lineage from source to report. When a column changes upstream, the people who use it hear about it before the morning figures are wrong.',
      'Connectors for files, relational databases, message queues and common web interfaces are included. A new connector takes about a day to write and is tested against recorded traffic.',
      'Row and column permissions apply everywhere, including exports. A sampled view lets analysts explore without touching personal data.'],
    highs: ['Lineage from source to report', 'Row and column permissions', 'Over ninety connectors', 'Personal data masked by default', 'Scheduled exports'] },
  mls: { name: 'Machine learning',
    paras: ['Each model version is stored with the data, parameters and code that produced it. Rolling back takes one command and leaves a record of why.',
      'Input drift and output quality are measured continuously against a reference window. When either leaves its band, the service can fall back to the last good version.',
      'Training and inference stay inside the region you choose. Your data is never used to train anything for anybody else.'],
    highs: ['Reproducible model versions', 'Drift measured continuously', 'Data stays in your region', 'One-command rollback', 'Batch and online scoring'] },
  dev: { name: 'Developer tools',
    paras: ['Everything the web interface does is also available from the command line and a documented HTTP interface. Configuration lives beside the code it describes.',
      'Results are posted on the change request, on the line they concern, and only when they are new. Developers see fewer comments and read more of them.',
      'Caches are shared safely between branches, which usually halves the time of a full build in the first week.'],
    highs: ['Command line and HTTP interface', 'Configuration beside the code', 'Shared build caches', 'Comments only on new problems', 'Works with any version control host'] },
  net: { name: 'Networking',
    paras: ['Configuration is declared once and pushed to every site, with a dry run that lists each difference. If a site loses contact after a change, it returns to the last good state within ninety seconds.',
      'Both IPv4 and IPv6 are first-class throughout. Flow records can be exported to the collector you already run.',
      'Throughput scales with the size of the instance: two cores carry about three gigabits per second with all inspection enabled.'],
    highs: ['Automatic return to last good state', 'IPv4 and IPv6 alike', 'Flow export', 'Dry run of every change', 'Active and standby pairs'] },
  sto: { name: 'Storage and backup',
    paras: ['Copies are deduplicated before they leave your network and cannot be altered until their retention ends. A ransom attack on production does not reach them.',
      'A restore can be started by the owner of the data, for a single file or a whole system, and is logged in both cases. Recovery times are measured and reported monthly.',
      'Blocks are checksummed on write and verified every thirty days. A damaged copy is repaired from its replica and the repair is reported.'],
    highs: ['Unalterable copies', 'Deduplication at the source', 'Self-service restore', 'Monthly recovery report', 'Checksums verified every thirty days'] },
  biz: { name: 'Business applications',
    paras: ['Workflows are drawn on a canvas and tested against last month\'s records before they go live. No developer is needed for approvals, reminders and numbering.',
      'Forms, documents and messages are available in fourteen languages. Each user sees dates, numbers and currencies as they expect them.',
      'Existing records are imported from spreadsheets with a preview that shows every row that would fail, and why.'],
    highs: ['Workflows without code', 'Fourteen languages', 'Spreadsheet import with preview', 'Works on phones and tablets', 'Full history of every record'] },
  hrs: { name: 'Human resources',
    paras: ['Managers see their own team, employees see themselves, and payroll sees what payroll needs. Each view is set by role and every look at a sensitive field is recorded.',
      'National holidays, working-time rules and leave types for thirty-one countries are maintained for you and updated before they take effect.',
      'Employees can do the usual things from a phone in under a minute. Requests that wait too long move on to a deputy.'],
    highs: ['Rules for thirty-one countries', 'Requests from any phone', 'Sensitive fields logged on view', 'Deputies for absent managers', 'Payroll export in common formats'] },
  fin: { name: 'Finance',
    paras: ['Postings are double entry and can be corrected but never erased. Closing a month takes a checklist of eleven steps, most of which complete themselves.',
      'Bank statements arrive daily and about nine in ten lines are matched without help. The rest are suggested with the reason beside them.',
      'Tax rates and invoice formats are kept up to date for the countries you sell in. Electronic invoices are validated before they are sent.'],
    highs: ['Eleven-step month close', 'Daily bank matching', 'Electronic invoicing', 'Corrections without erasure', 'Approval limits per role'] },
  col: { name: 'Collaboration',
    paras: ['Guests can be invited to one room, one file or one meeting without an account, and their access ends on the day you set.',
      'Search covers messages, files and the text inside images, and respects permissions to the letter. Results appear while you type.',
      'Retention can differ from team to team. A legal hold freezes what it must and nothing else.'],
    highs: ['Guests without accounts', 'Search inside images', 'Retention per team', 'Legal hold', 'Light on slow connections'] },
  ind: { name: 'Industry software',
    paras: ['The screens were designed on site with the people who use them, gloves and all. They work offline and settle differences when the connection returns.',
      'Equipment is connected through a small gateway that speaks the usual field protocols. No change to existing controllers is needed.',
      'Reports required by regulators are filled in from daily records, so inspection week looks like any other.'],
    highs: ['Works offline', 'Designed on site with users', 'Regulatory reports from daily records', 'Gateway for field equipment', 'Barcode and label printing'] },
  pro: { name: 'Professional services',
    paras: ['Work starts with a one-hour call and a written plan of at most four pages. You know the people, the dates and the deliverables before the first day is charged.',
      'The team has between eight and twenty years of practice each. The person on the first call is the person who does the work.',
      'At the end you keep every document, script and drawing, together with a recorded handover for those who join later.'],
    highs: ['Written plan before work begins', 'Senior people only', 'Recorded handover', 'Fixed price', 'Remote or on site'] },
};

const TYPES = {
  s: { name: 'saas',
    paras: ['The service runs in three regions and is reached with a browser. Set-up takes an afternoon, and the first administrator is invited by mail once the order is complete.',
      'There is nothing to install. We promise 99.9 % availability each month and publish every interruption, however short.',
      'Hosted and looked after by us, with support on working days and an on-call engineer for outages at any hour.'],
    highs: ['Nothing to install', '99.9 % monthly availability', 'Support included'] },
  a: { name: 'ami',
    paras: ['Delivered as a hardened machine image that starts in about two minutes. Two virtual cores and eight gigabytes of memory are enough for a first deployment.',
      'The image is rebuilt every month with current patches. Configuration is kept on a separate volume, so replacing the instance is the upgrade.'],
    highs: ['Hardened image, rebuilt monthly', 'First start in two minutes'] },
  k: { name: 'container',
    paras: ['Delivered as signed container images with a list of everything inside them. They run without root rights and with a read-only file system.',
      'Three images make up the product; the largest is 140 megabytes. All settings come from environment variables or one mounted file.'],
    highs: ['Signed images, no root rights', 'Software bill of materials'] },
  h: { name: 'helm',
    paras: ['Delivered as a chart with documented values and safe defaults. Upgrades are tested from the two previous minor versions.',
      'One chart installs the operator, its custom resources and the dashboards. Air-gapped clusters are supported through a mirrored registry.'],
    highs: ['One chart, safe defaults', 'Air-gapped installation'] },
  p: { name: 'professional_services',
    paras: ['Delivered remotely or at your premises, in working hours of your time zone. Travel is agreed in advance and charged at cost.',
      'Dates are agreed within five working days of the order. One change of date is free of charge up to a week before the start.'],
    highs: ['Dates agreed within five days', 'Your time zone'] },
  d: { name: 'data',
    paras: ['Delivered as columnar and comma-separated files with a schema, a change log and a small sample to test with. New revisions replace nothing: earlier ones stay available.',
      'Each revision is validated against four hundred checks before release. Field definitions, sources and known gaps are described in the data sheet.'],
    highs: ['Schema, sample and change log', 'Earlier revisions stay available'] },
};

const PRICING = {
  C: { name: 'contract', paras: ['The fee for the chosen term is charged once, when the order is accepted. Longer terms cost less per month, and units can be added during the term.'] },
  U: { name: 'usage', paras: ['You pay only for what you use, measured hourly and charged at the end of each month. A monthly ceiling can be set, with warnings at 80 and 100 percent.'] },
  X: { name: 'contract_usage', paras: ['The contract covers a committed quantity for the term. What goes beyond it is metered and charged monthly in arrears at the listed rates.'] },
  F: { name: 'flexible', paras: ['The total is fixed for the term and paid in instalments on the dates in the schedule. Nothing else is charged unless you order more units.'] },
  0: { name: 'free', paras: ['There is no charge for this product and no time limit. Community support is answered on working days.', 'Free to use, in production too. Charges for the infrastructure it runs on still apply.'] },
  B: { name: 'byol', paras: ['Bring the licence you hold already: enter the key at first start, or point the product at your licence server. Licences are sold by the seller and its resellers.'] },
  T: { name: 'free_trial', paras: ['The trial lasts one month with every feature enabled. It ends by itself; nothing is charged, and your data can be exported for thirty days afterwards.'] },
};

// dimension code: name, unit, kind, then minimum, maximum and default for contract dimensions
const DIMENSIONS = {
  users: ['Named users', 'user', 1, 10000, 10], seats: ['Seats', 'seat', 5, 5000, 25], light: ['Occasional users', 'user', 0, 20000, 0],
  hosts: ['Monitored hosts', 'host', 1, 5000, 20], emp: ['Employees', 'employee', 10, 50000, 100], nodes: ['Nodes', 'node', 1, 500, 3],
  sites: ['Sites', 'site', 1, 1000, 2], dev: ['Managed devices', 'device', 10, 100000, 50], mbox: ['Mailboxes', 'mailbox', 5, 50000, 50],
  repos: ['Repositories', 'repository', 1, 2000, 25], tb: ['Protected capacity', 'TB', 1, 2000, 5], clus: ['Clusters', 'cluster', 1, 200, 1],
  inst: ['Instances', 'instance', 1, 500, 2], ent: ['Legal entities', 'entity', 1, 200, 1], stores: ['Stores', 'store', 1, 3000, 5],
  beds: ['Licensed beds', 'bed', 10, 5000, 60], veh: ['Vehicles', 'vehicle', 5, 20000, 30], units: ['Compute units', 'unit', 1, 1000, 4],
  mach: ['Connected machines', 'machine', 1, 5000, 12], days: ['Consulting days', 'day', 1, 120, 5], pack: ['Fixed-price package', 'package', 1, 5, 1],
  feed: ['Data subscription', 'subscription', 1, 1, 1], supp: ['Premium support', 'subscription', 0, 1, 0], onb: ['Guided onboarding', 'package', 0, 1, 0],
};
const USAGE = {
  nodehr: ['Node hours', 'node-hour'], clushr: ['Cluster hours', 'cluster-hour'], gbin: ['Data ingested', 'GB'], gbscan: ['Data scanned', 'GB'], gbmo: ['Data stored', 'GB-month'], gbout: ['Data delivered', 'GB'],
  ev: ['Events', 'thousand events'], api: ['API calls', 'thousand calls'], hr: ['Instance hours', 'hour'], core: ['Core hours', 'core-hour'],
  pod: ['Pod hours', 'pod-hour'], msg: ['Messages', 'message'], doc: ['Documents processed', 'document'], min: ['Minutes', 'minute'],
  gpu: ['Accelerator hours', 'hour'], pred: ['Predictions', 'thousand predictions'], job: ['Job runs', 'run'], tx: ['Transactions', 'transaction'],
  check: ['Checks', 'check'], xuser: ['Active users above commitment', 'user-month'], xhost: ['Hosts above commitment', 'host-hour'], rest: ['Data restored', 'GB'],
};
// What a unit of a contract covers by the hour, where an offer of a server product has both (ORD-6).
const COVERS = { inst: 'hr', nodes: 'nodehr', clus: 'clushr' };
const EDITIONS = ['Basic', 'Pro', 'Enterprise'];

const TERMS = ['Standard Contract', 'Standard Contract', 'Standard Contract', 'Seller Agreement', 'Seller Agreement with data addendum'];
const TERMS_BY = { 0: 'Free Use Licence', B: 'Existing licence applies', T: 'Trial Terms', p: 'Services Agreement', d: 'Data Licence' };

// The products: seller | categories (the first is the main one) | type and pricing letters | dimensions | title | summary | what it does | highlight
// A dimension is key@price (contract, per month), key~price (usage, per unit) or key (trial); ed@a/b/c are tiered editions.
// The first seven are the ones a demonstration starts with and keep their places; the others are shuffled.
const PRODUCTS = `
hb|obs|sC|hosts@12 supp@400|Lighthouse Observability|Metrics, logs and traces in one place, with alerts that name the likely cause.|Lighthouse collects metrics, logs and traces from every host you run and shows them on one time line. When something breaks, it compares the last hour with the same hour on calmer days and points at what changed: a deployment, a slow query, a disk about to fill. Teams say "we look at Lighthouse first" because it answers in seconds, even over a year of data.|Names the likely cause of an alert
bl|obs|sU|gbin~0.45 gbscan~0.0050|Streamline Log Search|Full-text search over terabytes of logs, paid by the gigabyte.|Streamline takes logs in any shape and makes them searchable within five seconds of arrival. There are no indexes to plan: fields are found as they appear, and a query over thirty days of data usually answers before you have finished reading it.|Searchable within five seconds
lq|dat,dbs|sX|units@220 gbscan~0.0060 gbmo~0.0230|Quarry Data Warehouse|A column store for analysts with committed compute and metered scanning.|Quarry separates storage from compute, so the finance team's month end does not slow anybody's dashboard. Commit to the compute you need each day and let bursts run on metered capacity; queues, priorities and ceilings are set for each team.|Storage and compute scale apart
kf|biz,fin|sF|users@85 onb@900|Keystone ERP|Purchasing, stock, production and accounts in one system for mid-sized companies.|Keystone covers the whole path from quotation to cash: purchasing, stock, production planning, sales and the general ledger. It is introduced module by module, usually over eight months, and the payment schedule follows the stages of the project.|From quotation to cash in one system
pc|dev,col|s0||Postcard Mail Tester|See how your mail looks and whether it will arrive, before you send it.|Send a message to the address Postcard gives you and get a report within a minute: how it renders in forty mail programs, whether signatures and sender records are right, and which links are broken. Nothing you send is kept longer than a day.|Report within a minute
fw|net,sec|aB||Bulwark Firewall|A next-generation firewall image for the edge of your virtual networks.|Bulwark inspects traffic between networks and to the internet with rules written in terms of applications and groups, not only ports. Pairs of instances share their state, so a failover does not drop a single established connection.|Failover keeps connections open
tl|hrs,biz|sT|users|Tally Time Tracking|Time sheets people do not mind filling in, free for the first month.|Tally suggests each day's entries from calendar and earlier weeks; most people confirm them with two taps. Project leaders see budget against hours as they happen, and approved time flows to invoicing or payroll without retyping.|Two taps a day
nl|sec|sC|users@9 supp@300|Northlight Mail Shield|Stops phishing and false invoices before they reach a mailbox.|Mail Shield reads each message as a careful colleague would: who normally writes, from where, and about what. A changed bank account or a look-alike domain is held back and shown to the recipient with the reason.|Holds back changed bank details
nl|sec|sC|dev@4|Northlight Endpoint Guard|Quiet protection for laptops and servers, with rollback of damage.|Endpoint Guard watches behaviour instead of signatures and uses less than one percent of a processor core. Files altered by a hostile program are put back from local copies within minutes.|Rolls back damaged files
nl|sec|sU|gbscan~0.0120|Northlight Malware Scan|Scans uploads and buckets for hostile files through a simple interface.|Point Malware Scan at a bucket or call it before an upload is accepted. Archives are opened up to twelve levels deep, and a verdict normally takes less than two seconds.|Archives opened twelve levels deep
gk|sec,idn|sC|ed@90/240/700|Latchkey Secrets|Keeps passwords, keys and certificates out of code and chat.|Latchkey hands out short-lived credentials to people and programs and takes them back afterwards. It finds secrets that were committed by accident, replaces them and tells you who had used them meanwhile.|Short-lived credentials everywhere
gk|idn|sX|users@3 xuser~4|Doorward Single Sign-On|One sign-in for every application, with passkeys from the first day.|Doorward brings passkeys, step-up checks and a tidy application launcher to companies that outgrew their directory. Seasonal staff are charged only for the months in which they sign in.|Passkeys from the first day
gk|idn|sT|users|Doorward Access Reviews|Quarterly access reviews that finish in a week rather than a month.|Access Reviews groups entitlements that belong together and pre-fills the obvious answers. Reviewers see when a right was last used, so removing it is an easy decision.|Shows when a right was last used
tq|idn|aC|inst@340|Tarnquist Directory|A multi-primary directory server for sign-in and address books.|Tarnquist Directory replicates between sites in any topology and answers sixty thousand lookups a second on a modest instance. Schema changes are rehearsed on a copy first.|Sixty thousand lookups a second
tq|idn,dev|kU|pod~0.0300|Tarnquist Token Service|Issues and checks access tokens for your own applications.|Token Service implements OpenID Connect for teams that build software. Keys rotate by themselves, and every token can be traced to the session that asked for it.|Keys rotate by themselves
tq|idn,sec|sF|users@6 supp@500|Tarnquist Privileged Access|Recorded, approved and time-limited sessions for administrators.|Administrators ask for access, a colleague approves, and the session is recorded from first key to last. Passwords are injected and never shown.|Sessions recorded end to end
fw|sec,net|aB||Bulwark Web Firewall|Shields web applications from injection, bots and overload.|Bulwark Web Firewall sits in front of your applications and learns their normal shape in a week. It blocks injection and credential stuffing and slows bots without puzzles for real visitors.|No puzzles for real visitors
fw|net,sec|aC|inst@450 supp@200|Bulwark Firewall Manager|One console for rules across hundreds of Bulwark firewalls.|Firewall Manager keeps a single rule set with exceptions per site and shows which rules have not matched anything for a year. Changes pass four-eyes approval before they are pushed.|Finds rules nobody needs
fw|sec,net|aU|hr~0.2400|Bulwark Firewall Hourly|The Bulwark firewall image paid by the hour, without a licence key.|The same inspection engine as the licensed edition, for test environments and short projects. Start it in the morning, stop it at night and pay for the hours between.|No licence key needed
zu|sec|kC|clus@260|Zürich Container Sentry|Checks images and running containers for known weaknesses.|Sentry builds an inventory of every package in every image and matches it against advisories four times a day. A weakness in code that is never loaded is marked as such, which removes about two thirds of the noise.|Marks code that is never loaded
zu|sec|k0||Picket Policy Checker|Checks deployment files against two hundred security rules.|Picket reads deployment descriptions before they are applied and explains what is risky, line by line. It runs in a pipeline or on a laptop in under three seconds.|Two hundred rules, three seconds
nl|sec,dat|dC|feed@900|Hostile Address Feed|Addresses seen attacking our sensors, refreshed every hour.|Four thousand sensors in fifty-two countries note who knocks. Each address comes with first and last sighting, kind of attack and a confidence between zero and one hundred.|Refreshed every hour
gk|sec|sX|seats@14 check~0.3500|Gannet Vendor Risk|Questionnaires, evidence and monitoring for the suppliers you depend on.|Gannet keeps one file per supplier with answers, certificates and outside observations. Suppliers answer once and share the result with every customer who asks.|Suppliers answer once
hb|obs|k0||Lighthouse Observability Agent|The open collector for Lighthouse Observability, also useful on its own.|The agent gathers metrics, logs and traces from a host and forwards them to Lighthouse or to any collector that speaks the common protocols. It needs forty megabytes of memory and survives a day without network.|Forty megabytes of memory
hb|obs|sX|hosts@9 xhost~0.0180|Lighthouse Infrastructure Monitoring|Host and network monitoring with a committed base and metered bursts.|The infrastructure part of the Lighthouse family, for teams that need no tracing. Autoscaled hosts are measured by the hour above the commitment, so a busy weekend costs what it should.|Autoscaled hosts by the hour
hb|obs|sU|check~0.0012|Lighthouse Synthetic Checks|Visits your sites from thirty places every minute and reports trouble.|Synthetic Checks walks through sign-in, search and payment as a customer would and keeps a film of each failure. Thirty locations on six continents are included.|A film of each failure
bl|obs|kU|pod~0.0090|Streamline Log Search for Containers|The Streamline log engine running inside your own cluster.|For data that may not leave your network: the same search, the same language, in containers you operate. Storage can be any object store.|Data never leaves your network
bl|obs,sto|sC|tb@38|Streamline Log Archive|Seven years of logs, compressed twelve to one and still searchable.|Log Archive takes what Streamline or any other log tool no longer needs every day. Auditors can search it by themselves, in a workspace that closes after their visit.|Seven years, still searchable
bl|obs,dev|sT|users|Blueheron Error Tracker|Groups crashes and errors by cause and tells the right developer.|Error Tracker finds the change that introduced an error and assigns it to its author, politely. Minified stack traces are resolved without uploading your source.|Finds the change behind an error
bl|obs|aB||Blueheron Flow Collector|Receives flow records from routers and turns them into answers.|Flow Collector takes two hundred thousand records a second on four cores. It answers who talked to whom, how much and since when.|Two hundred thousand records a second
sg|obs|hC|clus@190|Signalgarten Cluster Watch|Monitoring for clusters, from node pressure to expired certificates.|Cluster Watch knows the three hundred ways in which clusters commonly fail and tells you about the next one in plain language. Everything stays inside the cluster.|Three hundred known failures
sg|obs|sF|hosts@10 onb@250|Signalgarten Plant Telemetry|Time series for machines and buildings at a thousand points a second.|Plant Telemetry stores readings from pumps, meters and presses for a decade and makes them comparable. Gaps are marked as gaps, never as zero.|A decade of readings
sg|obs|sC|users@19|Lightship Observability|Service maps and traces for small teams, on one fixed fee per user.|Lightship follows a request through every service and draws the map as it goes. There is no charge for data, only for people, and a fair-use limit that few teams ever meet.|No charge for data
sg|obs|sU|msg~0.0400|Nightbell On-Call|Wakes the right person, once, with what they need to know.|Nightbell calls, texts or rings an app until somebody answers, and keeps rosters fair over a year. Each alert carries the run book and the last three similar incidents.|Fair rosters over a year
bl|obs|h0||Drizzle Metrics Exporter|A small exporter for machine metrics with four hundred readings.|Drizzle publishes readings from processor, memory, disk, network and sensors in the common text format. The chart installs it on every node with a memory limit of twenty megabytes.|Four hundred readings
hb|obs,fin|sX|ed@150/480 gbin~0.0800|Lighthouse Cost Explorer|Shows what each team, product and customer costs to run.|Cost Explorer joins invoices with telemetry, so that shared systems are split by use instead of by guess. Forecasts come with a range, and sudden rises are reported the same day.|Shared costs split by use
pb|dbs|sX|nodes@310 gbmo~0.1150|Pebblebed Relational|A managed relational database with standard SQL and quiet upgrades.|Pebblebed Relational is a fully managed database that speaks standard SQL and the wire protocols your drivers already know. Minor upgrades happen in your window and take less than two seconds.|Upgrades in two seconds
pb|dbs|sU|api~0.2500 gbmo~0.2000|Pebblebed Key-Value|A key-value store that answers in single-digit milliseconds.|Pebblebed Key-Value keeps its promise of five milliseconds at any size and scales to nothing when idle. Tables can be global, with a clear rule for conflicts.|Scales to nothing when idle
pb|dbs|aC|inst@520|Pebblebed Relational Appliance|The Pebblebed database engine as a machine image you operate.|For those who want the engine and not the service: the same releases, on your own instances. A console handles clusters of up to nine nodes.|Clusters of up to nine nodes
pb|dbs|aU|core~0.0700|Pebblebed Time Series|Stores a million points a second and forgets them on schedule.|Time Series compresses readings to about one and a half bytes each. Roll-ups are computed as data arrives and never need a nightly job.|One and a half bytes per point
pb|dbs,dev|k0||Pebblebed Schema Diff|Compares two database schemas and writes the migration.|Schema Diff reads both sides, explains the differences and writes a migration that can be reversed. Steps that would lock a large table are flagged.|Reversible migrations
or|dbs|hC|clus@420|Øresund Graph|A graph database for fraud, supply chains and family trees.|Øresund Graph answers questions about paths and neighbourhoods over billions of edges. Its query language reads almost like a sentence and is learnt in a day.|Billions of edges
or|dbs|kB||Øresund Document Store|Documents with real transactions, for licence holders.|Document Store keeps nested records and changes several of them at once, or none. Indexes on any field are built online.|Transactions across documents
or|dbs,sto|sC|tb@55|Øresund Database Backup|Independent backups for nine database engines, proven every night.|Each night a random backup is restored and compared with its source. You get one line in the morning: proven, or the reason why not.|Restores proven every night
rw|dbs|aB||Wick In-Memory Grid|A data grid that keeps hot records close to your application.|Wick spreads records over the memory of many machines and survives the loss of any two. Near caches cut read times to microseconds.|Survives the loss of two machines
rw|dbs|aU|hr~0.3100|Wick Message Queue|Durable queues and topics in one small image.|Wick Message Queue delivers each message at least once, in order for each key, and shows what waits and why. One instance carries forty thousand messages a second.|Ordered for each key
rw|dbs|sF|nodes@640 supp@450|Rowan Distributed SQL|One logical database over several regions, always consistent.|Rowan spreads tables over regions by rules you write in SQL and stays consistent when one of them is lost. Customers usually migrate in three steps, each with its own milestone.|Consistent over regions
rw|dbs|sC|ed@120/390/1100|Rowan Query Doctor|Finds slow statements and explains how to make them fast.|Query Doctor watches statements without touching data and ranks them by the time they cost your users. Advice is tested on a copy before it is shown.|Advice tested on a copy
pb|dbs|sT|nodes|Pebblebed Vector Index|Search by meaning over text and images, one month on us.|Vector Index finds the nearest of a hundred million vectors in ten milliseconds and filters by ordinary columns in the same query.|Filters in the same query
lq|dat|sC|users@28 light@6|Limequarry Dashboards|Dashboards that anyone can build and finance can trust.|Dashboards are built from shared definitions, so revenue means the same on every screen. Comments stay attached to the figure and the day they were written about.|One definition of revenue
lq|dat|sU|gbscan~0.0040 job~0.1000|Quarry Data Lake Query|SQL over files where they lie, without loading them first.|Data Lake Query reads columnar and text files in your buckets and skips what it need not read. It shares users, permissions and syntax with the Quarry warehouse.|No loading needed
lq|dat|kX|clus@300 core~0.0900|Quarry Stream Processor|Joins, windows and counts over events as they pass.|Stream Processor runs SQL over moving data and keeps exact results through failures. Late events correct earlier answers instead of being dropped.|Exact results through failures
sb|dat|sX|ed@200/650 ev~0.0150|São Bento Event Router|Collects product events once and delivers them to every tool.|Event Router checks each event against its schema, removes what privacy rules forbid and passes the rest to some seventy destinations.|Schema checked on arrival
sb|dat|sC|seats@45|Sextant Data Catalogue|A searchable inventory of tables, reports and the people behind them.|Sextant reads metadata every hour, asks owners short questions and shows which tables deserve trust. Most questions are answered without opening a ticket.|Shows which tables deserve trust
sb|dat|aU|core~0.0600|Moinho Batch Engine|Runs nightly transformations in hours instead of nights.|Moinho plans a whole set of SQL transformations at once and recomputes only what changed. Failed steps resume where they stopped.|Recomputes only what changed
dm|dat|sF|users@40 onb@600|Drumlin Planning|Budgets and forecasts that live beside the actual figures.|Drumlin Planning brings departments into one model with versions, drivers and comments. The first budget round is accompanied by our team.|First budget round accompanied
dm|dat|sT|users|Drumlin Product Metrics|Funnels, retention and cohorts for product teams.|Product Metrics answers the questions product teams ask every week, without a query language. Definitions are shared and every chart links to them.|No query language
dm|dat,ind|dC|feed@1500|Global Port Calls|Arrivals and departures of cargo ships at 3,100 ports since 2014.|Each record joins position reports with berth maps and gives vessel class, draught and waiting time. Updated every six hours.|3,100 ports since 2014
dm|dat|d0||Public Holidays of the World|Holidays of 212 countries and territories, ten years each way.|National, regional and bank holidays with the rule that makes them and the names in local languages. Corrections are published within two days.|212 countries and territories
dm|dat|dC|feed@600|Neighbourhood Income Index|Income and spending estimates for 900,000 small areas.|Built from public statistics and revised each spring, with a margin of error for every figure. Boundaries are supplied as polygons.|Margin of error for every figure
ku|dat|sC|users@30|Kiyokawa Spreadsheet Server|Turns the spreadsheets you rely on into safe, shared applications.|Upload a workbook and mark its inputs; Spreadsheet Server keeps the formulas, adds forms and records who changed what. A thousand people can calculate at the same time.|A thousand people at once
sb|dat|kB||Limpa Data Quality|Tests tables for gaps, doubles and impossible values.|Limpa learns what each column usually looks like and reports when it does not. Tests can also be written by hand, one line each.|Tests in one line
fl|mls|sU|pred~0.4000|Fernmarsh Text Classifier|Sorts tickets, mails and reviews into your own categories.|Give Text Classifier forty examples for each category and it is ready in ten minutes. Uncertain cases go to a person, and the answers improve the next version.|Ready with forty examples
fl|mls|sX|units@400 gpu~2.1000|Fernmarsh Training Studio|Notebooks, experiments and accelerators on one committed budget.|Training Studio gives each researcher a reproducible environment and shares accelerators fairly between projects. Idle machines are returned after fifteen minutes.|Idle machines returned
fl|mls|aU|hr~0.8500|Fernmarsh Vision Server|Object detection and counting for camera pictures.|Vision Server recognises ninety common things and can be taught new ones from thirty pictures. It handles sixteen streams on one accelerator.|Sixteen streams per accelerator
fl|mls|kC|inst@280|Fernmarsh Model Registry|Keeps models, their parents and their papers in order.|Model Registry stores versions with signatures, approvals and model cards. Deployment tools ask it what may run where.|Approvals before deployment
fl|mls|hX|clus@350 clushr~0.7500 pod~0.0500|Fernmarsh Inference Gateway|One address for all your models, with limits for each team.|Inference Gateway routes, caches and meters requests to models in your cluster. New versions receive a share of traffic that grows while the numbers hold.|Gradual roll-out
oq|mls,fin|sC|ed@900/2400|Ossuary Demand Forecast|Forecasts of demand for each item, store and week.|Demand Forecast weighs season, price, weather and promotions and gives a range, not a wish. Planners can overrule it, and it keeps score for both.|A range, not a wish
oq|mls|d0||Handwritten Forms Sample|Twelve thousand scanned forms with transcriptions, all invented people.|Volunteers filled in invented forms in nine languages. Useful for testing recognition software without personal data.|No personal data
oq|mls,dat|dC|feed@1100|Retail Shelf Images|Two million labelled pictures of shop shelves.|Products, price tags and gaps are outlined by hand and checked twice. Faces and screens are removed.|Labelled by hand, checked twice
tv|mls|sC|users@22|Thistlevane Labelling Desk|Labelling of text, pictures and sound with measured agreement.|Labelling Desk shows where annotators disagree and why, so instructions improve early. Work can be shared with outside teams without sharing files.|Measured agreement
tv|mls|sF|users@60 supp@300|Thistlevane Document Reader|Reads invoices, delivery notes and forms into structured fields.|Document Reader learns new layouts from five samples and gives a confidence for each field. Introduced in stages: one document kind, then the rest.|New layouts from five samples
tv|mls|sU|doc~0.0450|Thistlevane Invoice Reader|Reads invoices into fields, charged by the document.|The invoice part of Document Reader, without a commitment. Totals are checked against lines and tax before a result is returned.|Totals checked
tv|mls|aB||Thistlevane Speech Server|Speech to text in eleven languages, on your own machines.|Speech Server writes down calls and meetings at six times real time and separates the speakers. Special vocabulary is added as a word list.|Six times real time
ku|mls|sT|users|Kiyokawa AutoForecast|Upload a table, get a forecast; try it for a month.|AutoForecast tries twenty methods on your history and explains which one won. Results go back to a spreadsheet or an interface.|Twenty methods compared
ku|mls|aC|inst@700|Kiyokawa Optimiser|Solves rosters, routes and cutting plans to proven limits.|Optimiser takes linear, integer and constraint models and reports how far a solution can be from the best. Models from the common exchange formats load unchanged.|Proven distance from the best
oq|mls|sX|ed@500/1500 tx~0.0060|Ossuary Fraud Score|Scores payments in forty milliseconds and says why.|Fraud Score combines your own history with patterns seen elsewhere and returns the three strongest reasons. Thresholds can be rehearsed on last year's payments.|Three reasons with each score
wr|dev|sC|users@15|Wrenhammer Code Review|Change review that keeps small things small.|Code Review groups changes by intent and sends each reviewer only the part they know. Waiting time is shown, so nothing is forgotten.|Each reviewer sees their part
wr|dev|sU|min~0.0080|Wrenhammer Build Minutes|Fast builders for three processor families, paid by the minute.|Build Minutes starts a clean machine in two seconds with your cache attached. Logs stream while the build runs and are kept for ninety days.|Clean machine in two seconds
wr|dev|aX|nodes@180 core~0.0300|Wrenhammer Build Farm|Your own builders with metered overflow to ours.|Build Farm runs on your instances and sends overflow to our fleet when the queue grows. One configuration serves both.|Overflow when the queue grows
wr|dev|k0||Wrenhammer Changelog Writer|Writes release notes from merged changes.|Changelog Writer groups changes, drops the noise and asks for a sentence where one is missing. The result is a text file you can edit.|A text file you can edit
cb|dev|sC|repos@11|Copperthicket Code Scan|Finds bugs and unsafe patterns in twenty-three languages.|Code Scan follows data from input to use across files. A finding that was dismissed stays dismissed, with the reason beside it.|Twenty-three languages
cb|dev|sT|repos|Copperthicket Licence Check|Knows which licences your dependencies carry and what they ask for.|Licence Check reads dependency files and sources, and tells obligations apart from opinions. Reports can be handed to customers.|Reports for customers
cb|dev|kC|inst@230|Copperthicket Package Registry|A private registry for twelve package formats.|Package Registry stores your own packages, proxies public ones and quarantines versions younger than three days.|Young versions quarantined
cb|dev|hU|pod~0.0150|Copperthicket Preview Environments|A running copy of your application for every change.|Each change request gets its own address and seeded data, and disappears when it is merged. Idle copies sleep and wake on the first request.|Idle copies sleep
jl|dev|sC|ed@60/180/520|Jolly Lathe API Designer|Design, mock and document interfaces before they are built.|API Designer checks descriptions against your style guide and serves a mock within seconds. Breaking changes are named while they are still cheap.|Mocks within seconds
jl|dev|sU|check~0.0200|Jolly Lathe Browser Tests|Runs browser tests on real engines and shows the film.|Browser Tests repeats flaky steps and tells you when the test is at fault. Three engines, two widths, one bill.|Tells flaky from broken
jl|dev|s0||Jolly Lathe Regex Bench|Tries regular expressions against real samples and measures them.|Regex Bench explains an expression piece by piece and warns about those that can run for minutes. Share a bench with a link.|Warns about slow expressions
jl|dev|aB||Jolly Lathe Remote Desktop|Developer workstations in a browser tab, for licence holders.|A full desktop with compilers and editors that starts in thirty seconds. Colleagues can look over your shoulder if you let them.|Starts in thirty seconds
mx|dev|sF|users@32 onb@500|Moxbridge Release Train|Plans, approves and records releases over many teams.|Release Train shows which change waits for which, and gathers the approvals auditors ask for. Introduced team by team over a year.|Approvals auditors ask for
mx|dev|sX|seats@20 api~0.0500|Moxbridge Feature Flags|Turns features on for some, then for all.|Feature Flags evaluates in your process, without a network call. Old flags are found and a change to remove them is proposed.|Finds old flags
mx|dev,net|kU|pod~0.0200|Moxbridge API Gateway|Routes, limits and secures interfaces from one container.|API Gateway handles forty thousand requests a second on four cores. Rules are text and can be tested offline.|Rules tested offline
st|net|aC|inst@290|Saltmarsh Transit Router|A software router for joining networks, accounts and offices.|Transit Router speaks the usual routing protocols and draws the map of what it has learnt. Overlapping address ranges are translated by rule.|Overlapping ranges translated
st|net|aU|hr~0.1500 gbout~0.0080|Saltmarsh VPN Gateway|Site and user tunnels paid by the hour.|VPN Gateway carries five hundred tunnels on a small instance. Clients for five operating systems are included and update themselves.|Five hundred tunnels
st|net|aB||Saltmarsh VPN Concentrator|The licensed edition of the gateway for ten thousand users.|VPN Concentrator clusters up to eight instances behind one address and moves users without a break.|Moves users without a break
st|net|sF|sites@140 supp@350|Saltmarsh Branch WAN|Connects branches over any two lines, better than either.|Branch WAN measures each line every second and moves calls before they crackle. Boxes are sent preconfigured and plugged in by anyone.|Plugged in by anyone
st|net|sX|users@7 gbout~0.0300|Saltmarsh Private Access|Lets people reach one application rather than the whole network.|Private Access checks user, device and place for each connection. Applications are invisible to everybody else.|Applications stay invisible
el|net|sU|ev~0.0040|Elmgrid DNS|Authoritative name service from forty cities.|Elmgrid DNS answers in eleven milliseconds on average and steers by health, place or weight. Zones are signed by default.|Zones signed by default
el|net|sU|gbout~0.0190|Elmgrid Delivery Network|Brings pages, films and downloads close to your visitors.|Delivery Network caches at seventy sites and purges everywhere in under a second. Pictures are resized on the way.|Purges in under a second
el|net|aC|inst@160|Elmgrid Load Balancer|Balances web and raw connections with health checks that think.|Load Balancer notices a server that answers fast but wrongly. Certificates renew themselves.|Notices wrong answers
el|net|a0||Elmgrid Load Balancer Community|The free edition of the balancer for up to two backends.|The same engine with two backends and one address, for small sites and for learning.|Same engine, two backends
el|net|kX|nodes@95 nodehr~0.2000 gbout~0.0100|Elmgrid Service Mesh|Encrypts and observes traffic between services without side containers.|Service Mesh works at the node, not in every pod, and costs about two percent of a core. Policies are written for services, never for addresses.|No side containers
fw|net|sF|dev@5 onb@300|Fenwarden Network Audit|Inventory, drawings and configuration checks of whole networks.|Network Audit reads every switch, router and firewall and draws what is really there. Deviations from your standard are listed each Monday.|Draws what is really there
fw|net|kB||Fenwarden Address Planner|Plans and tracks address space, for licence holders.|Address Planner knows every range, who asked for it and whether it is in use. Requests are served by rule.|Knows whether it is in use
el|net|hC|clus@130|Elmgrid Ingress Pro|An entrance to your cluster with limits, sign-in and caching.|Ingress Pro replaces three tools with one and reloads without dropping a connection.|Reloads without drops
st|net|sT|sites|Saltmarsh Line Monitor|Watches internet lines and proves who is at fault.|Line Monitor measures loss, delay and speed around the clock and writes the letter to your provider.|Writes the letter to your provider
bk|sto|sC|tb@48 supp@150|Brackwater Server Backup|Backup of servers and virtual machines with tested restores.|Server Backup takes a copy every fifteen minutes and starts one in isolation every night to see that it boots.|Boots a copy every night
bk|sto|sC|mbox@3|Brackwater Mailbox Backup|Independent copies of mail, calendars and shared files.|Mailbox Backup keeps what your users delete, for as long as your rules demand. A single message is back in ten seconds.|One message back in ten seconds
bk|sto|sX|tb@30 rest~0.0200|Brackwater Ransom Recovery|Clean-room recovery with a committed base and metered restores.|Ransom Recovery finds the last clean copy and rebuilds systems in an isolated room. Rehearsals are included twice a year.|Two rehearsals a year
bk|sto|aB||Brackwater Media Server|The on-site part of Brackwater Backup as an image.|Media Server deduplicates and encrypts before anything leaves the network. It needs the licence you hold.|Encrypts before it leaves
bk|sto|kU|pod~0.0400|Brackwater Cluster Backup|Backs up cluster objects and volumes together.|Cluster Backup keeps definitions and data in step and restores them to another cluster, with names mapped.|Restores to another cluster
hl|sto|aX|inst@38 hr~0.0800 gbmo~0.0120|Hollowoak File Server|Shared folders with snapshots for thousands of users.|File Server speaks both common file protocols with one set of permissions. Cold files move to object storage and come back when opened.|Cold files move by themselves
hl|sto|aC|nodes@250|Hollowoak Object Store|Object storage on your own disks with a familiar interface.|Object Store spreads data over nodes and sites with erasure coding. Buckets can be locked against change.|Erasure coding over sites
hl|sto|h0||Hollowoak Volume Driver|Gives clusters volumes on Hollowoak storage.|Volume Driver creates, grows, clones and snapshots volumes on request.|Volumes grow online
hl|sto|sU|gbmo~0.0070 gbout~0.0100|Hollowoak Cloud Folder|Storage for large media files, paid by the gigabyte.|Cloud Folder streams the part of a file you are working on. Editors in three cities can share one project.|Streams what you work on
ic|sto|sU|gbmo~0.0015 rest~0.0180|Icefield Deep Archive|Very cheap storage for what must be kept and is seldom read.|Deep Archive keeps three copies in three guarded halls and returns the first byte within six hours.|Three copies in three halls
ic|sto|sF|tb@22 onb@200|Icefield Records Archive|Retention and destruction of records under legal rules.|Records Archive applies retention schedules, holds and destruction with certificates. Paper is scanned as part of the project.|Destruction with certificates
ic|sto|s0||Icefield Checksum Tool|Proves that two large folders are the same.|Checksum Tool reads a million files without filling memory and writes a manifest anyone can verify.|Manifest anyone can verify
hl|sto|sT|tb|Hollowoak Migration Express|Moves file shares while people keep working.|Migration Express copies, compares and switches over with a pause of minutes. The trial covers five terabytes.|A pause of minutes
bk|sto|sC|dev@5|Brackwater Laptop Backup|Backup for laptops that nobody notices.|Laptop Backup waits for good lines and full batteries. A new laptop looks like the old one within an hour.|Waits for good lines
kf|biz|sF|users@95 onb@1100|Keystone ERP for Wholesale|The Keystone suite with pricing, rebates and depots for wholesalers.|Keystone for Wholesale adds customer prices, rebates, depots and routes to the standard suite. Roll-out follows depots, and so do the instalments.|Rebates and depots included
kf|biz|sF|users@35|Keystone CRM|Customers, offers and visits for sales teams in the field.|Keystone CRM shows what a customer bought, paid and complained about on one page. Visits are planned on a map.|One page per customer
kf|biz|aB||Keystone ERP Private Edition|Keystone ERP on your own instances, for licence holders.|The same modules as the hosted suite, with your own database and your own maintenance window.|Your own maintenance window
mw|biz|sC|ed@80/260/750|Millwright Quote Builder|Quotations for configurable goods without the mistakes.|Quote Builder knows which parts go together and what they cost today. Discounts above a limit go to the right desk.|Only valid combinations
mw|biz|sX|users@18 doc~0.2500|Millwright Contract Desk|Drafts, compares, signs and remembers contracts.|Contract Desk builds drafts from approved clauses and shows what the other side changed. Signatures are metered by the document.|Shows what the other side changed
mw|biz|sU|msg~0.0150|Millwright Text Messages|Sends reminders and codes by text message in 190 countries.|Text Messages chooses the route that arrives, not the cheapest, and tells you which ones did. Sender names are registered for you.|Routes that arrive
mw|biz|sC|seats@49|Millwright Help Desk|Tickets from mail, chat and phone in one queue.|Help Desk suggests answers from your own past tickets and shows customers where they stand in the queue.|Suggests from past tickets
mw|biz|sT|seats|Millwright Field Service|Plans technicians, parts and visits for a month on trial.|Field Service puts the right person with the right part at the right door. Reports are signed on the phone.|Reports signed on the phone
pn|biz|sC|stores@70|Pennyroyal Point of Sale|Tills that work when the network does not.|Point of Sale runs on tablets and old tills alike and settles stock when the line returns.|Works without the network
pn|biz|sX|ed@110/340 tx~0.0900|Pennyroyal Web Shop|A web shop with stock that is right.|Web Shop shares stock and prices with the tills. Pages load in under a second on a phone.|Stock shared with the tills
pn|biz|s0||Pennyroyal Barcode Maker|Prints barcodes and labels from any list.|Barcode Maker checks digits, fits label sheets and remembers your layout.|Checks the digits
pn|biz|sU|api~0.6000|Pennyroyal Address Check|Corrects postal addresses in 240 countries while they are typed.|Address Check completes, corrects and formats addresses as the local post likes them.|Formatted as the post likes
gp|hrs|sC|emp@5|Mossgrove Core HR|Employee records, documents and organisation in one place.|Core HR replaces folders and spreadsheets with one record per person. Changes take effect on their date, forwards and backwards.|Changes by effective date
gp|hrs|sC|emp@3 onb@150|Mossgrove Leave Planner|Leave, sickness and cover for teams that plan together.|Leave Planner shows who is away before a request is made and keeps balances right through part-time changes.|Balances always right
gp|hrs|sX|ed@140/420 msg~0.0800|Mossgrove Recruiting|From vacancy to first day, with fair and recorded choices.|Recruiting posts vacancies, arranges interviews and keeps score cards apart until all are in.|Score cards kept apart
gp|hrs|sF|emp@6 onb@800|Mossgrove Payroll|Payroll for nine countries, run with you for the first quarter.|Payroll calculates, files and pays, and shows each employee how the figure came about. Parallel runs are part of the introduction.|Parallel runs included
gp|hrs|sT|emp|Mossgrove Pulse Surveys|Short surveys that people answer and managers act on.|Pulse Surveys asks three questions every two weeks and never shows a group smaller than seven.|No group smaller than seven
ln|hrs|sC|emp@2|Linnéa Rosters|Shift plans that keep the rules and most of the wishes.|Rosters knows rest times, skills and wishes and makes a plan for two hundred people in a minute. Swaps are allowed where rules allow.|Plans in a minute
ln|hrs|sC|ed@95/290|Linnéa Learning|Courses, certificates and reminders before they run out.|Learning plays the common course formats and knows which certificate each role needs.|Reminders before certificates lapse
ln|hrs|sX|emp@4 min~0.0300|Linnéa Wellbeing Line|Confidential counselling by phone, with a base fee and minutes.|Wellbeing Line connects employees to trained counsellors in eight languages. Employers see numbers, never names.|Numbers, never names
cw|hrs|sU|doc~1.2000|Crosswater Background Checks|Checks of education and work history, charged one by one.|Background Checks asks the candidate first and shows them every result. Most are done in two days.|Most done in two days
cw|hrs|sF|emp@3 supp@600|Crosswater Workforce Planning|Knows which skills you will lack in three years.|Workforce Planning joins age, turnover and projects into scenarios boards can read.|Scenarios boards can read
cw|hrs|s0||Crosswater Org Chart|Draws your organisation from a spreadsheet.|Org Chart takes a list of names and managers and draws a page that prints well.|Prints well
tl|hrs,biz|sC|users@8|Tallyho Time Sheets|Plain weekly time sheets with approval and export.|Tallyho is for companies that want a sheet, a signature and an export. It is ready in ten minutes.|Ready in ten minutes
tl|fin,hrs|sC|users@6|Tally Expenses|Receipts by phone, policy checks and repayment in days.|Expenses reads receipts in thirty languages and knows the daily rates. Questions come before the trip is forgotten.|Receipts in thirty languages
ab|fin|sC|ed@40/120/360|Abacus Lane Bookkeeping|Bookkeeping for small companies and their accountants.|Bookkeeping lets owner and accountant work in the same books at the same time. Year end is a checklist.|Owner and accountant together
ab|fin|sC|ent@210|Abacus Lane Consolidation|Group accounts from many ledgers and currencies.|Consolidation collects trial balances, removes what is internal and explains each difference.|Explains each difference
ab|fin|sU|tx~0.0350|Abacus Lane Bank Link|Fetches statements and sends payments for 2,400 banks.|Bank Link gives one interface and one file format for every bank you use.|2,400 banks, one format
ab|fin|sX|seats@16 doc~0.1500|Abacus Lane Payables|Invoices in, approvals done, payments out.|Payables reads invoices, matches them to orders and asks the right person about the rest.|Matches invoices to orders
fd|fin|sF|ent@480 onb@700|Farthingdale Treasury|Cash, currency and credit lines on one page.|Treasury forecasts cash for thirteen weeks and shows exposure by currency. Banks are connected one after another.|Thirteen-week forecast
fd|fin|sF|users@65|Farthingdale Lease & Rent Accounting|Lease contracts, schedules and disclosures under current rules.|Lease Accounting keeps every contract with its changes and prints the notes to the accounts.|Prints the notes
fd|fin|sU|api~1.5000|Farthingdale Exchange Rates|Reference rates for 168 currencies since 1999.|Exchange Rates gives daily and intraday rates with the source and the minute.|Source and minute given
fd|fin,dat|dC|feed@750|Company Accounts of Europe|Filed accounts of eleven million companies as one table.|Accounts from public registers, aligned to one set of headings, with the original document beside each.|Eleven million companies
mz|fin|sX|users@25 doc~0.1000|Mizunara Invoice Exchange|Sends and receives electronic invoices in every required format.|Invoice Exchange knows which network, format and signature each country asks for.|Knows what each country asks for
mz|fin|sC|ed@50/150|Mizunara Receipt Book|Receipts kept in order and ready for the tax office.|Receipt Book stamps, indexes and keeps receipts for ten years as the law demands.|Kept for ten years
mz|fin|s0||Mizunara VAT Number Check|Checks tax numbers one by one or in lists.|VAT Number Check asks the official services and keeps the proof.|Keeps the proof
rt|col|sC|users@6|Roundtable Meetings|Video meetings that start with one click and end on time.|Meetings runs in the browser, works on thin lines and writes the minutes if you wish.|Works on thin lines
rt|col|sX|users@4 min~0.0120|Roundtable Calling|Telephone numbers and calls beside your meetings.|Calling brings numbers from seventy countries, queues and recordings. Outgoing minutes are metered.|Numbers from seventy countries
rt|col|sC|ed@45/130/400|Roundtable Whiteboard|A large shared board for workshops and planning.|Whiteboard holds ten thousand notes without slowing and lets two hundred people vote.|Ten thousand notes
rt|col|sU|min~0.0040|Roundtable Video Interface|Adds video rooms to your own application.|Video Interface gives rooms, recordings and captions by a few lines of code.|A few lines of code
rt|col|aB||Roundtable Meeting Server|Meetings on your own instances, for licence holders.|Meeting Server keeps pictures and sound inside your network and scales by adding instances.|Stays inside your network
qs|col|sC|users@7|Quillstone Wiki|A wiki that stays tidy because pages have owners.|Wiki asks owners twice a year whether a page is still true. Unanswered pages are marked.|Pages have owners
qs|col|sF|users@11 onb@300|Quillstone Intranet|News, people and services for the whole company.|Intranet is built with you in four stages, from navigation to the last department.|Built in four stages
qs|col|kC|inst@120|Quillstone Chat Server|Team chat in containers you run.|Chat Server keeps rooms, threads and files on your side and bridges to mail.|Bridges to mail
qs|col|k0||Quillstone Notes|Shared notes in plain text, with history.|Notes are plain text files with a web editor. Nothing is locked in.|Plain text files
pc|col|sU|msg~0.0009|Postcard Mail Sender|Sends receipts, codes and newsletters that arrive.|Mail Sender warms addresses, watches complaints and pauses what would harm your name.|Pauses harmful sendings
pc|col|sC|mbox@4|Postcard Shared Inbox|One mailbox for a team, without answering twice.|Shared Inbox shows who is writing and what was promised.|Nobody answers twice
pc|col|sT|users|Postcard Newsletter|Newsletters made from blocks, one month on trial.|Newsletter fits any screen and tells you what was read, not by whom.|Fits any screen
ag|ind|sF|mach@90 onb@1200|Ågren Shop Floor|Orders, machines and quality on the shop floor.|Shop Floor shows each operator the next job and each planner the real state. Lines are connected one at a time.|Lines connected one at a time
ag|ind|sC|mach@45|Ågren Predictive Maintenance|Hears bearings fail weeks before they do.|Small sensors listen to motors and pumps. A planner sees what to replace in the next stop.|Weeks of warning
ag|ind|kX|sites@320 ev~0.0100|Ågren Edge Gateway|Connects machines of every age to one message bus.|Edge Gateway speaks forty field protocols and buffers a week.|Forty field protocols
hv|ind|sC|sites@110|Harvestmoor Farm Book|Fields, animals and sprayings recorded as they happen.|Farm Book works in a cab without reception and fills in the forms the ministry wants.|Works in a cab
hv|ind|sU|api~2.0000|Harvestmoor Field Weather|Weather for each field, hour by hour.|Field Weather joins models and stations into a forecast for a square kilometre.|One square kilometre
hv|ind,dat|dC|feed@850|Crop Calendar Europe|Sowing and harvest dates by region since 2001.|Derived from satellite pictures and checked against field reports of four hundred farms.|Checked on four hundred farms
hv|ind|sX|veh@14 msg~0.0100|Harvestmoor Fleet Tracker|Tracks vans, tractors and trailers with fair data rules.|Fleet Tracker shows place, fuel and service, and switches off after hours.|Off after hours
cl|ind|sF|beds@18 onb@1500|Cloverdell Ward Board|Beds, tasks and transfers for hospital wards.|Ward Board replaces the white board and the phone calls. Wards join in groups, each with its own milestone.|Replaces the white board
cl|ind|sF|users@55|Cloverdell Practice Manager|Appointments, records and billing for clinics.|Practice Manager was made with eleven clinics and needs three clicks for a usual visit.|Three clicks for a visit
cl|ind|aC|inst@430|Cloverdell Imaging Archive|Stores and shows medical images.|Imaging Archive receives from any scanner and opens a study of two thousand slices in a second.|Opens in a second
pl|pro,sec|pC|pack@9500|Security Health Check|A two-week review of your cloud accounts with a ranked list of fixes.|Two engineers read your configuration, talk to five people and write down what to do first. The ten most urgent fixes are made together with your team.|Ten fixes made together
pl|pro,sec|pC|pack@14000|Penetration Test|A manual test of one web application with retest.|Our testers spend eight days with your application and show each weakness in a short film. The retest after sixty days is included.|Retest included
pl|pro|pC|days@1400|Architecture Advice|An experienced architect by the day.|Use the days for reviews, workshops or a second opinion. Unused days stay valid to the end of the term.|Days for any purpose
pl|pro,dbs|pC|pack@12500|Database Migration Sprint|Moves one database in three weeks, or tells you why not.|We rehearse twice, measure, and move on the weekend you choose. If the first week shows it is unwise, you pay only for that.|Two rehearsals
mg|pro,biz|pC|pack@18000|Keystone ERP Quick Start|Finance and purchasing on Keystone in eight weeks.|A small team brings your chart of accounts, suppliers and open items into Keystone and trains your key users.|Live in eight weeks
mg|pro,obs|pC|pack@7500|Lighthouse Observability Onboarding|Dashboards, alerts and training for Lighthouse in ten days.|We connect your first fifty hosts, agree what deserves an alert and train up to twelve people.|Up to twelve people trained
mg|pro,fin|pC|days@1200|Procurement Integration|Connects purchasing systems to shops and suppliers.|Consultants who have connected more than a hundred purchasing systems set up catalogues, orders and invoices with you.|More than a hundred connections
mg|pro,dat|pC|pack@11000|Data Strategy Workshop|Three days that end with a plan people believe.|We prepare with interviews, meet for three days and leave a plan with owners, dates and costs.|Owners, dates and costs
tn|pro,dev|pC|days@950|Software Team for Hire|A developer, a tester and a designer who know one another.|The team joins your meetings and your repository and leaves both in better order.|A team that knows one another
tn|pro,hrs|pC|pack@4800|Manager Training "First Ninety Days"|Training for new managers over three months.|Six half days and four private talks for groups of up to ten. Participants call it "the course I needed a year ago".|Groups of up to ten
tn|pro,sto|pC|pack@6500|Disaster Recovery Rehearsal|A day without your systems, on purpose and in safety.|We plan the failure with two of you, lead the day and write an honest report.|An honest report
tn|pro,mls|pC|pack@15000|Machine Learning Pilot|One question, six weeks, a working answer.|We choose a question with you, build the smallest thing that answers it and measure whether it is worth more.|A working answer in six weeks
nl|sec|aB||Northlight Log Correlator|Connects events from many sources into one story, for licence holders.|Log Correlator reads firewall, sign-in and endpoint records and shows an attack as a sequence rather than as four hundred alerts.|An attack shown as a sequence
tq|idn|aB||Tarnquist Certificate Authority|A private certificate authority for devices and services.|Certificate Authority issues, renews and revokes ten million certificates from two instances and keeps the root offline.|Root key kept offline
zu|sec,dev|aU|core~0.0450|Zürich Fuzzing Bench|Feeds programs with broken input until they confess.|Fuzzing Bench grows its inputs from your test files and reduces each crash to the shortest sample that still shows it.|Crashes reduced to the shortest sample
tv|ind,mls|sU|doc~0.1200|Thistlevane Customs Papers|Reads customs and freight documents into structured fields.|Customs Papers knows declarations, bills of lading and certificates of origin from sixty countries and checks them against one another.|Documents checked against one another
sg|sec,obs|sX|hosts@8 gbin~0.2500|Signalgarten Security Events|Security monitoring with analysts who are awake when you are not.|Security Events combines collection, detection and a team of analysts. They call you about what matters and close the rest with a note.|Analysts awake at night
gp|biz,hrs|sX|emp@2 tx~0.4000|Mossgrove Travel Desk|Booking, approval and care for people on the road.|Travel Desk shows fares within policy first and knows where everybody is when a storm comes. Bookings above the base are metered.|Knows where everybody is
tq|sec,idn|kX|inst@270 api~0.0300|Tarnquist Policy Engine|Answers who may do what, in half a millisecond.|Policy Engine takes rules out of application code and evaluates them beside it. Each answer can be explained and replayed later.|Every answer can be replayed
pb|dbs|hX|clus@390 core~0.0250|Pebblebed Database Operator|Runs Pebblebed databases inside your cluster.|Database Operator creates, resizes, backs up and upgrades databases from a few lines of text. Bursts above the committed size are metered by the core hour.|Databases from a few lines of text
dm|dat|d0||Place Names of the World|Nine million place names with coordinates and local spellings.|Names of towns, rivers, mountains and districts in their own scripts and in common transliterations, with population where known.|Local scripts and spellings
oq|fin,dat|d0||Invented Payments Sample|Five million made-up payments with labelled fraud for testing.|Generated from published statistics, with salaries, rents, shopping and fourteen kinds of fraud. No real person or account is in it.|Fourteen kinds of labelled fraud
`;

// From rows to products

const sha = (text) => createHash('sha256').update(`${SEED}\n${text}`).digest();

function identifier(prefix, text) {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  return `${prefix}-${[...sha(`${prefix} ${text}`).subarray(0, 13)].map((b) => alphabet[b & 31]).join('')}`;
}

// A choice that depends only on the seed, the product and what is chosen.
const number = (key, what, below) => sha(`${what} of ${key}`).readUInt32BE(0) % below;
const pick = (key, what, list) => list[number(key, what, list.length)];

const fold = (text) => text.replace(/[Øø]/g, 'O').replace(/ß/g, 'ss').normalize('NFD').replace(/[^\x20-\x7e]/g, '');

function partId(prefix, title, taken) {
  let words = fold(title).toUpperCase().replace(/[^A-Z0-9 -]/g, '').split(/[ -]+/).filter((w) => w && !['FOR', 'OF', 'THE'].includes(w));
  if (words.length > 2) words = words.slice(1);
  while ([prefix, ...words, '00'].join('-').length > 40) words.pop();
  for (let n = 1; ; n++) {
    const id = [prefix, ...words, String(n).padStart(2, '0')].join('-');
    if (!taken.has(id)) { taken.add(id); return id; }
  }
}

const rows = (text) => text.trim().split('\n').map((line) => line.split('|'));

// The price of one unit for a whole term: the year costs ten months, three years cost twenty-six.
const TERM_FACTOR = { 1: 1, 3: 2.8, 6: 5.4, 12: 10, 24: 18, 36: 26 };
const money = (amount, currency) => (currency === 'JPY' ? String(Math.round(amount * 150)) : amount.toFixed(2));
const rate = (text, currency) => (currency === 'JPY' ? String(Math.max(1, Math.round(Number(text) * 150))) : Number(text).toFixed(4));

const ONE_OFF = new Set(['pack', 'days', 'onb']);

function contractDimension([key, name, unit, minimum, maximum, standard], monthly, months, currency) {
  const price = (m) => money(ONE_OFF.has(key) ? monthly : monthly * TERM_FACTOR[m], currency);
  return { key, name, unit, kind: 'contract', prices: months.map((m) => ({ months: m, price: price(m) })), minimum, maximum, default: standard };
}

function dimensions(spec, months, currency, trial) {
  const out = [];
  for (const item of spec.split(' ').filter(Boolean)) {
    const [, key, sign, value] = item.match(/^([a-z]+)(?:([@~])(.+))?$/);
    if (key === 'ed') {
      value.split('/').forEach((v, i) => out.push(contractDimension(
        [EDITIONS[i].toLowerCase(), `${EDITIONS[i]} edition`, 'subscription', 0, 1, i === 0 ? 1 : 0], Number(v), months, currency)));
    } else if (sign === '~') {
      const [name, unit] = USAGE[key];
      out.push({ key, name, unit, kind: 'usage', prices: [{ months: 0, price: rate(value, currency) }] });
    } else {
      const d = contractDimension([key, ...DIMENSIONS[key]], Number(value ?? 0), months, currency);
      if (trial) d.prices = [{ months: 1, price: '0.00' }];
      out.push(d);
    }
  }
  for (const d of out) if (out.some((u) => u.key === COVERS[d.key])) d.covers = COVERS[d.key];
  return out;
}

const SCHEDULES = {
  12: [[[0, 40], [4, 30], [8, 30]], [[0, 50], [6, 50]], [[0, 25], [3, 25], [6, 25], [9, 25]]],
  24: [[[0, 50], [12, 50]], [[0, 40], [8, 30], [16, 30]], [[0, 25], [6, 25], [12, 25], [18, 25]]],
  36: [[[0, 34], [12, 33], [24, 33]], [[0, 40], [9, 20], [18, 20], [27, 20]]],
};

function termMonths(title, type, pricing, spec) {
  if ('U0B'.includes(pricing)) return [];
  if (pricing === 'T') return [1];
  if (title === 'Lighthouse Observability') return [1, 12, 36];
  if (title === 'Keystone ERP') return [12];
  if (pricing === 'F') return [pick(title, 'term', [12, 12, 24, 36])];
  if (type === 'p') return spec.startsWith('days') ? [12] : [pick(title, 'term', [3, 6])];
  if (type === 'd') return pick(title, 'term', [[12], [12, 36]]);
  return pick(title, 'term', [[1, 12], [12], [12, 36], [1, 12, 36], [12, 24, 36], [1, 12]]);
}

// Cutting a shuffled copy gives distinct entries.
function some(key, what, list, count) {
  return list.map((v, i) => [sha(`${what} ${i} of ${key}`).toString('hex'), v]).sort((a, b) => (a[0] < b[0] ? -1 : 1)).slice(0, count).map((p) => p[1]);
}

function product([sellerKey, cats, code, spec, title, summary, detail, feature], sellers, taken) {
  const seller = sellers.get(sellerKey);
  const [type, pricing] = code;
  const codes = cats.split(',');
  const main = CATEGORIES[codes[0]];
  const currency = pricing === 'T' ? 'USD' : seller.currency;
  const months = termMonths(title, type, pricing, spec);
  const plain = pricing === '0' || type === 'd';

  const paragraphs = [detail];
  if (!plain) paragraphs.push(pick(title, 'category paragraph', main.paras));
  if (plain || number(title, 'type paragraph kept', 5) > 0) paragraphs.push(pick(title, 'type paragraph', TYPES[type].paras));
  if (type !== 'p' && (plain || number(title, 'pricing paragraph kept', 5) > 1)) paragraphs.push(pick(title, 'pricing paragraph', PRICING[pricing].paras));

  const highlights = [feature];
  if (pricing === '0') highlights.push(pick(title, 'type highlight', TYPES[type].highs.slice(0, 2)), 'No charge and no time limit');
  else if (type === 'd') highlights.push(...TYPES.d.highs);
  else highlights.push(pick(title, 'category highlight', main.highs), pick(title, 'type highlight', TYPES[type].highs));

  const offer = {
    id: identifier('offer', title), name: 'Public offer', pricing: PRICING[pricing].name, currency,
    durations: months.map((m) => ({ months: m })),
    dimensions: dimensions(spec, months, currency, pricing === 'T'),
  };
  if (pricing === 'F') {
    const chosen = title === 'Keystone ERP' ? SCHEDULES[12][0] : pick(title, 'schedule', SCHEDULES[months[0]]);
    offer.schedule = chosen.map(([after_months, percent]) => ({ after_months, percent }));
  }
  return {
    id: identifier('prod', title), part_id: partId(seller.prefix, title, taken), title, seller: seller.id, summary,
    description: paragraphs.join('\n\n'), highlights, categories: codes.map((c) => CATEGORIES[c].name), type: TYPES[type].name,
    terms: TERMS_BY[pricing] ?? TERMS_BY[type] ?? pick(title, 'terms', TERMS), ...start(title, TYPES[type].name), offers: [offer],
  };
}

// How to begin, by what kind of product it is.
const STARTS = {
  saas: 'The first administrator gets an invitation by mail within an hour. Accept it, then invite everybody else from the product itself.',
  ami: 'Launch the image from your own account: its id, and the licence that it asks for, are sent to the account by mail.',
  container: 'Pull the image with the credentials that are sent to the account by mail.',
  helm: 'Install the chart with the credentials that are sent to the account by mail.',
  professional_services: 'The seller calls within two working days to agree on dates.',
  data: 'The first delivery lies ready within a day, where the mail to the account says.',
};

function start(title, type) {
  const slug = title.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return { getting_started: STARTS[type], ...(type === 'saas' && { start_url: `https://${slug}.example/` }) };
}

function build() {
  const sellers = new Map(rows(SELLERS).map(([key, name, prefix, currency]) => [key, { id: identifier('seller', name), name, prefix, currency }]));
  const taken = new Set();
  const all = rows(PRODUCTS).map((row) => {
    if (row.length !== 8) throw new Error(`a row has ${row.length} fields: ${row.join('|')}`);
    return product(row, sellers, taken);
  });
  const heroes = all.slice(0, HEROES.length);
  const rest = all.slice(HEROES.length).sort((a, b) => (sha(`order ${a.title}`).toString('hex') < sha(`order ${b.title}`).toString('hex') ? -1 : 1));
  return { sellers: [...sellers.values()].map(({ id, name }) => ({ id, name })), products: [...heroes, ...rest] };
}

// Checks

const HEROES = [
  ['Lighthouse Observability', 'contract', 'saas'], ['Streamline Log Search', 'usage', 'saas'], ['Quarry Data Warehouse', 'contract_usage', 'saas'],
  ['Keystone ERP', 'flexible', 'saas'], ['Postcard Mail Tester', 'free', 'saas'], ['Bulwark Firewall', 'byol', 'ami'], ['Tally Time Tracking', 'free_trial', 'saas'],
];
const PRICING_COUNTS = { contract: 70, usage: 35, contract_usage: 30, flexible: 20, free: 18, byol: 15, free_trial: 12 };
const TYPE_COUNTS = { saas: 120, ami: 30, container: 20, helm: 8, professional_services: 12, data: 10 };

// Names of real companies and products that a made-up name could fall upon by accident; a guard, not a complete list.
const REAL_NAMES = ('amazon aws azure google microsoft oracle sap ariba coupa jaggaer ivalua workday salesforce servicenow datadog dynatrace splunk ' +
  'elastic elasticsearch opensearch grafana prometheus loki kibana logstash newrelic sentinelone sentinel crowdstrike falcon fortinet fortigate palo cisco ' +
  'juniper checkpoint okta auth0 duo cyberark hashicorp vault consul terraform nomad kubernetes docker linux ubuntu debian redhat openshift suse windows ' +
  'postgres postgresql mysql mariadb mongodb redis cassandra couchbase neo4j cockroachdb snowflake redshift bigquery databricks teradata kafka confluent ' +
  'rabbitmq spark hadoop flink airflow fivetran segment mixpanel amplitude tableau looker powerbi github gitlab bitbucket jira confluence atlassian slack ' +
  'zoom teams webex notion dropbox box veeam commvault rubrik cohesity netapp wasabi twilio stripe shopify zendesk hubspot netsuite quickbooks xero sage ' +
  'concur expensify bamboohr gusto personio docusign mailchimp sendgrid cloudflare akamai fastly nginx haproxy istio linkerd envoy jenkins artifactory nexus ' +
  'snyk sonarqube launchdarkly pagerduty opsgenie huggingface openai nvidia pytorch tensorflow harbor miro figma siemens škoda ørsted').split(' ');

function problems({ sellers, products }, text) {
  const found = [];
  const must = (ok, what) => { if (!ok) found.push(what); };
  const unique = (values, what) => must(new Set(values).size === values.length, `${what} are not unique`);
  const keys = (object, wanted, where) => must(Object.keys(object).join() === wanted, `${where}: keys ${Object.keys(object).join()}`);
  const tally = (values) => values.reduce((all, v) => ({ ...all, [v]: (all[v] ?? 0) + 1 }), {});
  const same = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  const whole = (v, least) => Number.isInteger(v) && v >= least;
  const id = (prefix) => new RegExp(`^${prefix}-[a-z2-7]{13}$`);

  must(products.length === 200, `${products.length} products`);
  must(sellers.length >= 43 && sellers.length <= 47, `${sellers.length} sellers`);
  unique(sellers.map((s) => s.name), 'seller names');
  unique([...sellers.map((s) => s.id), ...products.map((p) => p.id), ...products.flatMap((p) => p.offers.map((o) => o.id))], 'identifiers');
  unique(products.map((p) => p.part_id), 'part_ids');
  unique(products.map((p) => p.title), 'titles');
  unique(products.map((p) => p.summary), 'summaries');
  unique(products.map((p) => p.description), 'descriptions');
  const byPricing = tally(products.map((p) => p.offers[0].pricing));
  const byType = tally(products.map((p) => p.type));
  must(same(byPricing, PRICING_COUNTS), `pricing ${JSON.stringify(byPricing)}`);
  must(same(byType, TYPE_COUNTS), `types ${JSON.stringify(byType)}`);
  HEROES.forEach(([title, pricing, type], i) => {
    const p = products[i];
    must(p.title === title && p.offers[0].pricing === pricing && p.type === type, `product ${i} is not ${title}, ${pricing}, ${type}`);
  });
  must(sellers.find((s) => s.id === products[0].seller)?.name === 'Harbour Analytics', 'the first product has another seller');
  must(products[0].offers[0].durations.map((d) => d.months).join() === '1,12,36', 'the first product has other durations');

  const known = Object.values(CATEGORIES).map((c) => c.name);
  const used = new Set(products.flatMap((p) => p.categories));
  known.forEach((c) => must(used.has(c), `category ${c} is not used`));
  must(used.size >= 13 && used.size <= 16, `${used.size} categories`);
  sellers.forEach((s) => {
    must(id('seller').test(s.id), `seller ${s.id}`);
    keys(s, 'id,name', s.name);
    must(products.some((p) => p.seller === s.id), `${s.name} sells nothing`);
  });
  const currencies = tally(products.map((p) => p.offers[0].currency));
  ['USD', 'EUR', 'GBP', 'JPY'].forEach((c) => must(currencies[c] > 0, `no product in ${c}`));
  must(currencies.USD > 120, 'most products are not in USD');
  must(products.some((p) => /[^\x00-\x7f]/.test(p.title)) && sellers.some((s) => /[^\x00-\x7f]/.test(s.name)), 'no name beyond ASCII');
  must(products.some((p) => p.title.includes('&')), 'no title with an ampersand');
  must(products.some((p) => p.description.includes('"')), 'no description with quotes');
  const editions = products.filter((p) => p.offers[0].dimensions.filter((d) => d.unit === 'subscription' && d.minimum === 0 && d.maximum === 1 && d.name.endsWith(' edition')).length >= 2);
  must(editions.length >= 10, 'too few tiered editions');
  for (const type of ['ami', 'container', 'helm']) must(products.some((p) => p.type === type && p.offers[0].dimensions.some((d) => d.covers)), `no ${type} whose contract covers usage`);

  for (const p of products) {
    const at = p.title;
    keys(p, `id,part_id,title,seller,summary,description,highlights,categories,type,terms,getting_started${p.type === 'saas' ? ',start_url' : ''},offers`, at);
    must(id('prod').test(p.id), `${at}: id ${p.id}`);
    must(/^[A-Z0-9-]{1,40}$/.test(p.part_id), `${at}: part_id ${p.part_id}`);
    must([...p.title].length <= 60, `${at}: long title`);
    must([...p.summary].length <= 140 && /^[^\n]+\.$/.test(p.summary) && !/[.!?] [A-Z]/.test(p.summary), `${at}: summary`);
    const paragraphs = p.description.split('\n\n');
    must(paragraphs.length >= 2 && paragraphs.length <= 4 && paragraphs.every((t) => t.length > 40 && !t.includes('\n')), `${at}: paragraphs`);
    must(p.highlights.length === 3 && new Set(p.highlights).size === 3 && p.highlights.every(Boolean), `${at}: highlights`);
    must(p.categories.length >= 1 && p.categories.length <= 2 && new Set(p.categories).size === p.categories.length && p.categories.every((c) => known.includes(c)), `${at}: categories`);
    must(sellers.some((s) => s.id === p.seller), `${at}: seller`);
    must(p.terms.length > 0 && p.terms.length <= 40, `${at}: terms`);
    must(p.offers.length === 1, `${at}: offers`);
    const o = p.offers[0];
    keys(o, `id,name,pricing,currency,durations,dimensions${o.pricing === 'flexible' ? ',schedule' : ''}`, at);
    must(id('offer').test(o.id), `${at}: offer ${o.id}`);
    must(p.type !== 'professional_services' || o.pricing === 'contract', `${at}: services are sold by contract only`);
    const months = o.durations.map((d) => d.months);
    must(months.every((m, i) => whole(m, 1) && (i === 0 || m > months[i - 1])), `${at}: durations`);
    const contract = o.dimensions.filter((d) => d.kind === 'contract');
    const usage = o.dimensions.filter((d) => d.kind === 'usage');
    must(contract.length + usage.length === o.dimensions.length, `${at}: dimension kinds`);
    unique(o.dimensions.map((d) => d.key), `${at}: dimension keys`);
    const none = ['free', 'byol'].includes(o.pricing);
    const wantsContract = ['contract', 'flexible', 'contract_usage', 'free_trial'].includes(o.pricing);
    const wantsUsage = ['usage', 'contract_usage'].includes(o.pricing);
    must(!none || o.dimensions.length === 0, `${at}: dimensions without a price`);
    must(wantsContract ? contract.length >= 1 && contract.length <= 3 : contract.length === 0, `${at}: contract dimensions`);
    must(wantsUsage ? usage.length >= 1 : usage.length === 0, `${at}: usage dimensions`);
    must(wantsContract ? months.length >= 1 : months.length === 0, `${at}: durations for ${o.pricing}`);
    must(o.pricing !== 'flexible' || (months.length === 1 && [12, 24, 36].includes(months[0])), `${at}: flexible term`);
    must(o.pricing !== 'free_trial' || (contract.length === 1 && months.join() === '1'), `${at}: trial`);
    if (o.pricing === 'flexible') {
      const s = o.schedule;
      must(s.length >= 2 && s.length <= 4 && s.reduce((n, x) => n + x.percent, 0) === 100 && s.every((x) => whole(x.percent, 1)), `${at}: schedule`);
      must(s.every((x, i) => whole(x.after_months, 0) && x.after_months < months[0] && (i === 0 ? x.after_months === 0 : x.after_months > s[i - 1].after_months)), `${at}: schedule dates`);
    }
    for (const d of o.dimensions) {
      keys(d, `key,name,unit,kind,prices${d.kind === 'contract' ? ',minimum,maximum,default' : ''}${d.covers ? ',covers' : ''}`, `${at}, ${d.key}`);
      must(!d.covers || (['ami', 'container', 'helm'].includes(p.type) && usage.some((u) => u.key === d.covers)), `${at}: ${d.key} covers ${d.covers}`);
      const shape = o.currency === 'JPY' ? /^(0|[1-9]\d*)$/ : d.kind === 'usage' ? /^\d+\.\d{2,4}$/ : /^\d+\.\d{2}$/;
      must(d.prices.every((x) => shape.test(x.price)), `${at}: price of ${d.key}`);
      must(d.prices.every((x) => (o.pricing === 'free_trial' ? x.price === '0.00' : Number(x.price) > 0)), `${at}: amount of ${d.key}`);
      must(d.prices.map((x) => x.months).join() === (d.kind === 'usage' ? '0' : months.join()), `${at}: terms of ${d.key}`);
      if (d.kind === 'contract') must(whole(d.minimum, 0) && d.minimum <= d.default && d.default <= d.maximum, `${at}: quantities of ${d.key}`);
    }
    const words = new Set(`${at} ${sellers.find((s) => s.id === p.seller)?.name}`.toLowerCase().split(/[^\p{L}\p{N}]+/u));
    REAL_NAMES.forEach((n) => must(!words.has(n), `${at}: ${n} is a real name`));
    must(p.seller && !/lorem ipsum/i.test(p.description), `${at}: filler text`);
  }
  let lines = 0;
  for (const line of text.split('\n')) {
    lines = line === '  {' ? 1 : lines + 1;
    must(line !== '  }' && line !== '  },' || lines <= 40, `a product of ${lines} lines`);
  }
  must(Buffer.byteLength(text) < 600 * 1024, `${Buffer.byteLength(text)} bytes`);
  must(same(JSON.parse(text), JSON.parse(JSON.stringify({ sellers, products }))), 'the text does not read back as written');
  return found;
}

// Objects and lists of one line where that is readable, else one member a line indented by one space.
function format(value, indent = '') {
  const line = JSON.stringify(value);
  if (value === null || typeof value !== 'object' || line.length <= 230) return line;
  const inner = `${indent} `;
  const list = Array.isArray(value);
  const members = list ? value.map((v) => inner + format(v, inner)) : Object.entries(value).map(([k, v]) => `${inner}${JSON.stringify(k)}:${format(v, inner)}`);
  return `${list ? '[' : '{'}\n${members.join(',\n')}\n${indent}${list ? ']' : '}'}`;
}

const catalogue = build();
const text = `${format(catalogue)}\n`;
const found = problems(catalogue, text);
if (found.length) {
  found.forEach((p) => console.error(`demo-catalogue: ${p}`));
  process.exit(1);
}
if (process.argv.includes('--check')) {
  if (readFileSync(OUT, 'utf8') !== text) {
    console.error('demo-catalogue: demo/catalogue.json differs; run node tools/demo-catalogue.mjs');
    process.exit(1);
  }
} else {
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, text);
}
console.log(`${catalogue.products.length} products, ${catalogue.sellers.length} sellers, ${Buffer.byteLength(text)} bytes`);
