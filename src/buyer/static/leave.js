// The cart came back inside the supplier's frame: go on in the whole window. The link is there for
// browsers without scripts.
window.top.location.replace(document.getElementById("leave").href);
