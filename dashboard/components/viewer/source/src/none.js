// Stands in for Node's "url", which a parser inside vtk.js names and never uses in a browser.
export default {};
