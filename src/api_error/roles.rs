//! The vocabulary: which part a member plays in an error, by its name and the kind of its value.
//!
//! To teach the reader another API, add a name to a row, or a row. `docs/adding-an-api.md` says how.

use super::lexicon::{self, Lexicon};
use super::role::Role;
use super::text::ends_with;
use super::vocabulary::Vocabulary;
use crate::json::Json;

use Role::{
    Aside, Code, CodeMap, Codes, Details, Docs, Envelope, Fields, Id, Instance, ItemCode, ItemPlace, Items, Link,
    Links, Located, Location, Message, Millis, Name, Names, Noise, None as No, Place, Reason, RequestId, Retryable,
    Seconds, Status, Texts, Title, Transient, Tree, Type, WeakCode, Word, Words,
};

/// The kinds of a value, in the order of [`Row::roles`].
const TEXT: usize = 0;
const NUMBER: usize = 1;
const LIST: usize = 2;
const MAP: usize = 3;

/// One row of the vocabulary.
struct Row {
    /// The names in lower case, without `_` and `-`, with a comma between them.
    names: &'static str,
    /// The roles of a text, a number or boolean, a list, and a map.
    roles: [Role; 4],
    /// Who writes it.
    #[allow(dead_code, reason = "it is for those who read the table, and must not be in the wasm module")]
    source: &'static str,
}

const fn row(names: &'static str, roles: [Role; 4], source: &'static str) -> Row {
    Row { names, roles, source }
}

/// The vocabulary. If two members have the same role, the member of the earlier row counts.
const ROWS: &[Row] = &[
    row(
        "message,submsg,messagetranslations",
        [Message, No, Words, Words],
        "most APIs, Alipay; a list: Nest; a map: flask-restful, OData 2, MediaWiki",
    ),
    row(
        "msg,mensaje,mensagem,messaggio,nachricht,meldung,feilmelding,fehlermeldung,omschrijving,razao,motivo",
        [Message, No, Words, Words],
        "pydantic, Twirp, express-validator; APIs in Spanish, Portuguese, Italian, German, Norwegian and Dutch",
    ),
    row("detail", [Message, No, Words, Envelope], "RFC 9457, FastAPI, Django REST framework"),
    row(
        "errormessage,errorsummary,errmsg,errormsg,errordescription",
        [Message, No, Texts, Words],
        "Plaid, Keycloak, Okta, RFC 6749; a map: KeyCDN, BigCommerce, Efí",
    ),
    row(
        "errortext,errtext,errorcodelabel,defaultmessage,failuremessage,errcodedes,resultmsg,resultmessage,resultdesc,retmsg,returnmsg,returnmessage,statusmsg,resmessage,respmsg,respmessage,responsemessage,responsemsg,responsedescription,detailederrordescription,exceptiondescription,exceptiontext,errordesc,replytext,resptext,responsetext,helpmessage,exceptionmessage,messagetxt,shorttext,errorstring,errorreason,returndescription,edesc,ncerrorplus,conditiondata,statusdesc,validationmessage,troubleshoot,resultdetail,messagetext,declinedmessage,returntext,responsesummary,refusalreason,defaultmsg,smsg,explanationtext,messagecontent,errorremark,rmk,errdescription",
        [Message, No, Texts, No],
        "Plaid, Keycloak, Spring, Vonage; WeChat Pay, Paytm, M-Pesa, Bybit; OGC, Scaleway, OTA, DHL, PayU, Aircall, MiniMax, Imperva, Prefect, ADP, WorldNet, Nuapay, PayGate, Ingenico, Dimension Data, BTSE, OKX, PostNord, Colissimo, EasyParcel, Delhivery, Bambora, Checkout.com, Adyen, LiqPay",
    ),
    row(
        "description,desc,descripcion,descricao,dsc",
        [Message, No, Words, Words],
        "Telegram, Auth0, Zendesk, Cecabank, Bancard; a list, a map: Cornice",
    ),
    row(
        "faultstring,string,diagnostics,explanation",
        [Message, No, No, No],
        "SOAP 1.1, JSON-WSP, Apigee, FHIR, OpenStack",
    ),
    row("moreinfo,moreinformation", [Docs, No, No, No], "IBM API Connect (a text), Twilio (a link)"),
    row(
        "info,text,brief,briefsummary,summary,longmessage,llongmessage0,usermessage,displaymessage,friendlymessage,merchantmessage",
        [Message, No, No, Aside],
        "apilayer, Salvo, eBay, Plaid, Culqi",
    ),
    row(
        "userpresentablemessage,localizedmessage,usertitle,errorusermsg,problem",
        [Message, No, No, No],
        "Linear, Facebook",
    ),
    row("cause", [Reason, No, No, No], "3GPP, Onfleet"),
    row("reason", [Reason, No, Words, Envelope], "Elasticsearch, CouchDB, Kubernetes, Linode; a map: SOAP 1.2"),
    row("error,err,apierror,erro,errore,erreur,fehler,fout", [Word, WeakCode, Fields, Envelope], "many APIs"),
    row("title,errortitle,headline,titre,titulo,titel", [Title, No, No, No], "RFC 9457, JSON:API"),
    row(
        "developermessage,technicalmessage,httpmessage,shortmessage,statustext,statusmessage,statusdescription,statusreason,reasonphrase,warning,errorsource",
        [Message, No, No, No],
        "IBM API Connect, Adobe, eBay, Milvus, OpenCart, Mambu",
    ),
    row(
        "messages,msgs,messagelist,servermessages,errormessages,globalerrors,formerrors,actionerrors,nonfielderrors,generalerrors,fullmessages,root",
        [Message, No, Texts, Words],
        "Jira, zod's flatten and format, webargs, Slack, Nutanix, Frappe, Struts",
    ),
    row("code", [Code, Code, No, CodeMap], "most APIs; a map: SOAP 1.2"),
    row(
        "errorcode,errcode,errno,ecode,apierrorcode,errorkey,reasoncode,failurecode,exceptioncode,messageid,messagecode,scimtype,faultcode,subcodename,codename,errorname,conditioncode,codigo,codice,datacode,resultcode,retcode,returncode,respcode,typekey,infocode,replycode,execcode,categorycode,ncerror,lerrorcode0,errorcodename,scode,errortag,errorcd,returnreasoncode,apiresultcode",
        [Code, Code, No, No],
        "Adyen, Plaid, Matrix, Chargebee, Grafana, SCIM, SOAP 1.1, MongoDB, Paytm, Bybit, UnionPay, Sage, Azure DevOps, AMap, Be2bill, Balanced, Ingenico, Bullish, OKX, RFC 8040, GSTN, data.go.kr, SF Express",
    ),
    row("errorid", [RequestId, Code, No, No], "eBay (a number), Atlassian"),
    row("status,responsestatus", [Status, Status, No, Envelope], "many APIs; a map: Qdrant, ServiceStack"),
    row(
        "statuscode,httpstatus,httpstatuscode,httpcode,responsecode,resultstatus",
        [Status, Status, No, No],
        "Nest, Chargebee, IBM",
    ),
    row("type", [Type, No, No, No], "RFC 9457, Stripe, Airtable, AWS"),
    row(
        "errortype,errorclass,category,problemtype,exctype,erroridentifier,classification",
        [Type, No, No, No],
        "Plaid, Prometheus, HubSpot, Merge, Frappe, OpenProject, GraphQL Java",
    ),
    row("errorcodes", [No, No, Codes, No], "Checkout.com"),
    row("name", [Name, No, No, No], "PayPal, Strapi, goa; in an item: RFC 9457's example, Box"),
    row("id,label,class", [Id, No, No, No], "Heroku, Coinbase, Contentful, Gate.io, Salt Edge"),
    row(
        "errornumber,errornum,subcode,errorsubcode,serviceerrorcode,internalcode,res,messagekey,msgkey,cod,customcode",
        [WeakCode, WeakCode, No, No],
        "Xero, ArangoDB, LinkedIn, CallFire, Imperva, SUNAT, Worldpay; the key of a translated text",
    ),
    row(
        "rule,keyword,validator,validatorkey,constraint,constrainttype,tag,kind,i18nkey",
        [ItemCode, No, No, No],
        "VineJS, ajv, Sequelize, Go's validator, mongoose, lexoffice",
    ),
    row("issue", [ItemCode, No, Fields, Items], "PayPal; a list, or an element of XML: FHIR"),
    row("requestid,requestuuid,reqid,xrequestid", [RequestId, RequestId, No, No], "Stripe, Anthropic, OpenAI"),
    row(
        "correlationid,traceid,tracingid,debugid,fbtraceid,pspreference,incidentid,activityid,logid,referenceid,operationid,responseid,invocationid,servertransactionid,rayid,trackingid,supportreferenceid,contextid,logref,errorref",
        [RequestId, RequestId, No, No],
        "HubSpot, Grafana, PayPal, Facebook, Adyen, vnd.error, Snyk, Giphy, Abion, hosting.de; a number: Baidu",
    ),
    row("trace", [RequestId, No, No, Aside], "IBM Cloud; a map: Zuplo"),
    row(
        "docsurl,docurl,informationlink,infolink,descriptionurl,documentationurl,helpurl,errorurl,erroruri,infourl,docslink,helplink,documentationlink,moreinfourl,docs",
        [Docs, No, No, No],
        "Stripe, GitHub, PayPal, QuickBooks, Box, RFC 6749, ZoomConnect, Moodle",
    ),
    row(
        "help,documentation,documentationuri,learnmore,referenceurl,referenceerror,errordocs,ref",
        [Docs, No, Links, Links],
        "SendGrid, Shopify, Apideck, TM Forum; a list: Gigs",
    ),
    row("link,url,href,uri,reference", [Link, No, No, No], "Meilisearch, Heroku"),
    row("links", [No, No, Links, Links], "PayPal, JSON:API, HAL"),
    row("instance", [Instance, No, No, No], "RFC 9457"),
    row(
        "retryafter,retryafterseconds,retryafterinseconds,retryin,retryinseconds,retryaftersec,retrydelay,resetin,resetinseconds,throttleseconds",
        [Seconds, Seconds, No, No],
        "Discord, Telegram, Kubernetes, google.rpc.RetryInfo, GoDaddy, Bungie",
    ),
    row(
        "resetinxseconds,secondsuntilreset,estimatedtime,resetafter,reset,resetat,retryat,resettime,retryafterdate",
        [Seconds, Seconds, No, No],
        "monday.com, Hugging Face, Sentry",
    ),
    row(
        "retryafterms,retryaftermillis,retryaftermilliseconds,retryinms,retrydelayms",
        [Millis, Millis, No, No],
        "Matrix",
    ),
    row("retryable,isretryable,shouldretry,canretry", [No, Retryable, No, No], "Confluent, Temporal"),
    row("istransient,transient,temporary,istemporary", [No, Transient, No, No], "Facebook, goa"),
    row("loc", [ItemPlace, No, ItemPlace, No], "pydantic"),
    row("instancepath,datapath,jsonpath", [ItemPlace, No, No, No], "ajv; Otto, beside the path of the URL"),
    row(
        "field,fieldname,fieldpath,errorfield,campo,champ,feld,propriedade,propertyref,errorpath,apiname,varname,failedfield,invalidfield,refersto,issuelocation",
        [Place, No, Place, ItemPlace],
        "GitHub, PayPal, Square, SAP, Oracle, Zoho, Zulip, Fiber, Avalara, Stellar, Frankie; a list: Shopify; a map: protovalidate",
    ),
    row("pointer,jsonpointer,requestpointer", [ItemPlace, No, No, No], "RFC 9457 section 3, GoCardless"),
    row(
        "path,propertypath,violationpath,locationpath,contextpath",
        [ItemPlace, No, ItemPlace, No],
        "zod, yup, express-validator, Symfony, hosting.de",
    ),
    row("source", [Location, No, No, ItemPlace], "JSON:API; a text: hapi, DataCite"),
    row(
        "param,paramname,parameter,parametername,property,propertyname,attribute,attr,attributename",
        [Place, No, ItemPlace, No],
        "Stripe, OpenAI, Chargebee, ASP.NET, drf-standardized-errors; a list: HubSpot",
    ),
    row("header", [ItemPlace, No, No, No], "JSON:API"),
    row("context", [ItemPlace, No, No, Aside], "Bitbucket Server; a map: HubSpot"),
    row(
        "argument,argumentname,element,target,inputname,inputpath,elementname,columnname",
        [Place, No, ItemPlace, ItemPlace],
        "Azure, Twirp, QuickBooks; a list: Prisma; a map: IBM Cloud",
    ),
    row(
        "membernames,missing,members,keys,propertynames,fieldnames,columns,paths,references,relatedproperties,errorrelatedto,missingfields,missingparams,missingparameters,parametere",
        [No, No, Names, No],
        "ASP.NET, Excedo, Joi, HMRC, MercadoLibre, Redfish, Mailjet, Brønnøysund",
    ),
    row("expression", [ItemPlace, No, Names, No], "FHIR; a text: its XML"),
    row("attributes", [No, No, Names, ItemPlace], "Chatwoot; a map, Ory: an input"),
    row("location", [Location, No, ItemPlace, ItemPlace], "express-validator; a path: Huma; a map: Google Ads"),
    row("in,on", [Location, No, No, No], "OpenAPI, Elysia"),
    row("key,sourcefield,obj", [ItemPlace, No, No, No], "some; Pterodactyl, DPD"),
    row(
        "errordetail,exceptiondetail",
        [Message, No, Words, Envelope],
        "Foursquare, Adobe; a list: Prefect; a map: SOAP",
    ),
    row("errors,errores,erros,errori,erreurs", [Message, No, Fields, Fields], "many APIs; a text: Shopify"),
    row("validationerror,humanized,nested,violacoes,exceptiondetaillist", [No, No, Fields, Fields], "Malli"),
    row(
        "invalidparams,invalidparameters,invalidfields,fieldlist",
        [No, No, Fields, Fields],
        "RFC 7807's example, Replicate, AWS",
    ),
    row(
        "issues,inner,causes,reasons,errorcauses,failures,validationfailures,validationmessages,modelstate,errorlist,issuelist,errorwrappers,exceptionfields,exceptions,problems,faults,valideringsfeil,@message.extendedinfo",
        [No, No, Fields, Fields],
        "zod, yup, Kubernetes, Okta, FluentValidation, ASP.NET Web API, lexoffice, Stream, api.video, PostNord, Brønnøysund, Redfish",
    ),
    row("errordetails", [Message, No, Fields, Fields], "tRPC, PlayFab; a text: Rudder"),
    row("errorfields,zoderror,errormap", [No, No, Fields, Fields], "tRPC"),
    row("validation", [No, No, Fields, Fields], "Lighthouse, celebrate, hapi"),
    row("fields", [No, No, Names, Fields], "Bitbucket; a list of names: Salesforce"),
    row("params,results", [No, No, Items, No], "Recurly, Turso"),
    row("details", [Details, No, Details, Details], "many APIs"),
    row(
        "response,fault,originalerror,errorresponse,failure,odata.error,errorinfo,resultinfo,condition,exception",
        [Message, No, No, Envelope],
        "UPS, Apigee, Nest's GraphQL, OData, Paytm; a text: Etherscan, Phabricator",
    ),
    row("result", [Message, WeakCode, No, Envelope], "Etherscan, Paytm; a number: pCloud"),
    row(
        "envelope,body,baseresp,serviceexception,policyexception,restexception,errorinformation,errormodel,ui,value",
        [No, No, No, Envelope],
        "SOAP, Infobip, Fortnox, Ory, MiniMax, Bitwarden, WebDriver, vCenter",
    ),
    row(
        "data,meta,metadata,extensions,contextinfo,sys,httpresponse,innererror,responsemetadata,embedded",
        [No, No, No, Aside],
        "tRPC, WordPress, GraphQL, Box, HubSpot, Contentful, Azure, Slack, HAL",
    ),
    row(
        "parameters,limit,debug,errordata,extra,extras,additionalinfo,ratelimit,custom,payload,fieldtype,@attributes",
        [No, No, No, Aside],
        "Telegram, Matrix, Connect, Adyen, Stellar",
    ),
    row(
        "json,query,querystring,form,formdata,files,headers,cookies",
        [No, No, No, Located],
        "webargs, marshmallow, Fastify",
    ),
    row(
        "bodyerrors,queryerrors,headererrors,headerserrors,paramserrors,pathparametererrors,queryparametererrors,bodyparams,queryparams,pathparams,headerparams,formparams",
        [No, No, Located, Located],
        "ts-rest, flask-pydantic",
    ),
    row("items", [No, No, Tree, Tree], "zod's treeify"),
    row("properties", [No, No, Names, Tree], "zod's treeify; a list: Loket"),
    row("locations", [No, No, Noise, No], "GraphQL: the place in the query"),
    row("timestamp,success,ok,object,time", [Noise, Noise, No, No], "Spring, many APIs"),
];

/// The rows' names and roles as arrays of their own, so that the wasm module does not contain the sources.
const NAMES: [&str; ROWS.len()] = {
    let mut names = [""; ROWS.len()];
    let mut at = 0;
    while at < ROWS.len() {
        names[at] = ROWS[at].names;
        at += 1;
    }
    names
};

static LEXICON: Lexicon<620> = Lexicon::new(&NAMES);

static ROLES: [[Role; 4]; ROWS.len()] = {
    let mut roles = [[Role::None; 4]; ROWS.len()];
    let mut at = 0;
    while at < ROWS.len() {
        roles[at] = ROWS[at].roles;
        at += 1;
    }
    roles
};

/// The row of a name that stands before all rows.
pub(super) const FIRST: u8 = 0;

/// The kind of a value, as an index of [`Row::roles`]; `None` for null.
#[inline]
pub(super) const fn kind(value: &Json) -> Option<usize> {
    Some(match value {
        Json::String(_) => TEXT,
        Json::Number(_) | Json::Bool(_) => NUMBER,
        Json::Array(_) => LIST,
        Json::Object(_) => MAP,
        Json::Null | Json::IllFormed(_) => return None,
    })
}

/// Whether a value is a text of several words, or has a letter of a script without spaces, such as Chinese or Japanese.
#[inline(never)]
pub(super) fn is_sentence(value: &Json) -> bool {
    // Such letters are those from U+3000 on, and begin with a byte from 0xE3 on.
    value.as_str().is_some_and(|text| text.bytes().any(|byte| byte <= b' ' || byte >= 0xe3))
}

/// Whether a value is a list with an object in it.
pub(super) fn holds_objects(value: &Json) -> bool {
    matches!(value, Json::Array(items) if items.iter().any(Json::is_object))
}

/// The role of a member, and the number of its row: the lower, the more it is trusted.
pub(super) fn role(name: &str, value: &Json, vocabulary: &Vocabulary) -> (Role, u8) {
    let Some(kind) = kind(value) else { return (Role::None, FIRST) };
    let hash = lexicon::hash(name);
    if let Some(roles) = vocabulary.roles(hash) {
        return (roles.get(kind).copied().unwrap_or(Role::None), FIRST);
    }
    let Some(row) = LEXICON.row(hash) else {
        let ends = |ends: &[&str]| ends.iter().any(|end| ends_with(name, end));
        let role = match kind {
            // An object that is named after the operation or the kind: `alipay_trade_query_response`, `detailedError`,
            // `AdApiFaultDetail`.
            MAP if ends(&["response", "fault", "error", "faultdetail", "message"]) => Role::Envelope,
            MAP if ends(&["errors", "violations"]) => Role::Fields,
            // `error_v2`.
            MAP if name.starts_with("error_") => Role::Envelope,
            // `fieldErrors`, `constraintViolations`, `validationFailures`.
            LIST if ends(&["errors", "violations", "failures"]) => Role::Fields,
            LIST if ends(&["fields", "messages"]) && holds_objects(value) => Role::Fields,
            TEXT if ends(&["requestid", "request_id", "request-id", "traceid", "trace_id", "trace-id"]) => {
                return (Role::RequestId, u8::MAX);
            }
            // `paywayMessage`, `rmsg`, `r_error`: a text to show, if it is a sentence and there is no other.
            TEXT if ends(&["message", "msg", "error"]) && is_sentence(value) => return (Role::Message, u8::MAX),
            // `minorErrorCode`, `ExpressResponseCode`, `ProcReturnCode`.
            TEXT | NUMBER if ends(&["errorcode", "responsecode", "returncode"]) => return (Role::WeakCode, u8::MAX),
            _ => Role::None,
        };
        return (role, FIRST);
    };
    let role = ROLES.get(row).and_then(|roles| roles.get(kind)).copied().unwrap_or(Role::None);
    (role, u8::try_from(row + 1).unwrap_or(u8::MAX))
}
